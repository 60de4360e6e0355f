-- The message of (event, template), if there is one. A guest hears the same of a hold once: a second event
-- that would say it again finds the first one's message; but who asks again is answered again.
create or replace function message_of_event(p_event events, p_template text)
returns messages language sql stable as $$
  select * from messages
  where template = p_template and (
    event_id = p_event.id or hold_id = p_event.hold_id and p_event.event_type <> 'hold_requested')
  order by event_id <> p_event.id limit 1
$$;
