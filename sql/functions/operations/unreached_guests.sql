-- Texts that the provider refused for good, as long as nothing sent later has reached the same person.
create or replace function unreached_guests()
returns setof messages language sql stable as $$
  select m.* from messages m
  where m.status = 'failed' and not exists (select from messages later
    where later.conversation_id = m.conversation_id and later.status in ('sent', 'received')
      and later.updated_at > m.updated_at)
$$;
