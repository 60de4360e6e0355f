-- The event, which has to belong to a property. XH400 missing.
create or replace function event_of_property(p_event_id text)
returns events language plpgsql stable as $$
declare
  v_event events;
begin
  select * into strict v_event from events where id = p_event_id;
  if v_event.property_id is null then
    perform refuse('XH400', 'missing', 'property_id', 'This kind of event belongs to a property.');
  end if;
  return v_event;
end $$;
