-- The message that an event brought, or that it changed.
create or replace function message_of_turn(p_event_id text)
returns messages language sql stable as $$
  select m.* from messages m
  where m.direction = 'inbound' and (m.event_id = p_event_id or m.id::text = (
    select result->>'message_id' from event_steps where event_id = p_event_id and step = 'save_message'))
  limit 1
$$;
