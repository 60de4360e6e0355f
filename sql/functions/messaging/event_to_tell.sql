-- The event that somebody is to be told of. XH404 unknown_event.
create or replace function event_to_tell(p_event_id text)
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
