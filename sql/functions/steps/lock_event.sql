-- The event, locked: whoever works on an event takes it first, before its steps and all they change.
-- XH404 unknown_event.
create or replace function lock_event(p_event_id text)
returns events language plpgsql as $$
declare
  v_event events;
begin
  select * into v_event from events where id = p_event_id for no key update;
  if not found then
    perform refuse('XH404', 'unknown_event', 'event_id', 'No event with this id was ever received.');
  end if;
  return v_event;
end $$;
