-- The event with an id. XH404 unknown_event.
create or replace function known_event(p_event_id text)
returns events language plpgsql stable as $$
declare
  v_event events;
begin
  select * into v_event from events where id = p_event_id;
  if not found then
    perform refuse('XH404', 'unknown_event', 'event_id', 'No event with this id was ever received.');
  end if;
  return v_event;
end $$;
