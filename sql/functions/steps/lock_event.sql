-- The event, locked: whoever works on an event takes it first, before its steps and all they change.
-- XH404 unknown_event.
create or replace function lock_event(p_event_id text)
returns events language plpgsql as $$
begin
  perform from events where id = p_event_id for no key update;
  return known_event(p_event_id);
end $$;
