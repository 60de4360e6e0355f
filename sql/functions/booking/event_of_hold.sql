-- The event, which has to belong to a hold. XH400 missing.
create or replace function event_of_hold(p_event_id text)
returns events language plpgsql stable as $$
declare
  v_event events;
begin
  select * into strict v_event from events where id = p_event_id;
  if v_event.hold_id is null then
    perform refuse('XH400', 'missing', 'payload.hold_id', 'This step needs the event of a hold.');
  end if;
  return v_event;
end $$;
