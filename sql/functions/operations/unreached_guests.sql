-- Texts that the provider refused for good, and those of finished events of which half an hour later nobody
-- knows whether they left, as long as nothing sent later has reached the same person.
create or replace function unreached_guests(p_now timestamptz default now())
returns setof messages language sql stable as $$
  select m.* from messages m
  where (m.status = 'failed' or m.status = 'sending' and m.sending_at < p_now - interval '30 minutes'
      and exists (select from events e where e.id = m.event_id and e.status in ('processed', 'ignored')))
    and not exists (select from messages later
    where later.conversation_id = m.conversation_id and later.status in ('sent', 'received')
      and later.updated_at > m.updated_at)
$$;
