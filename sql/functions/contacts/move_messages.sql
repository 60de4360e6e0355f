-- Gives the messages of one contact's conversations to another's of the same channel and instance; their
-- keys.
create or replace function move_messages(p_from uuid, p_into uuid)
returns jsonb language sql as $$
  insert into conversations (contact_id, channel, instance, correlation_id, last_message_at, created_at)
  select p_into, channel, instance, correlation_id, last_message_at, created_at
  from conversations where contact_id = p_from
  on conflict (contact_id, channel, instance) do update
    set last_message_at = greatest(conversations.last_message_at, excluded.last_message_at);
  with moved as (
    update messages m set conversation_id = i.id
    from conversations f join conversations i using (channel, instance)
    where f.contact_id = p_from and i.contact_id = p_into and m.conversation_id = f.id
    returning m.id
  )
  select coalesce(jsonb_agg(id), '[]') from moved
$$;
