-- Refuses rooms that cannot be asked for: {"rooms": [{room_type, quantity}, …]}, one entry a type.
-- XH400 missing, invalid_rooms, invalid_text, invalid_integer, repeated_room_type; XH404 unknown_room_type.
create or replace function check_rooms(p_property_id text, p_payload jsonb)
returns void language plpgsql stable as $$
declare
  v_rooms jsonb := p_payload->'rooms';
  v_seen text[] := '{}';
  v_where text;
  v_type text;
begin
  if jsonb_typeof(v_rooms) is distinct from 'array' or jsonb_array_length(v_rooms) not between 1 and 20 then
    perform refuse('XH400', 'invalid_rooms', 'payload.rooms',
      'A list of 1 to 20 room types with quantities is expected.');
  end if;
  for i in 0 .. jsonb_array_length(v_rooms) - 1 loop
    v_where := format('payload.rooms.%s.room_type', i);
    v_type := payload_text(p_payload, array['rooms', i::text, 'room_type'], p_longest => 63);
    perform payload_integer(p_payload, array['rooms', i::text, 'quantity'], 1, 100);
    if v_type = any(v_seen) then
      perform refuse('XH400', 'repeated_room_type', v_where, 'Name each room type once.');
    elsif not exists (select from room_types where property_id = p_property_id and id = v_type) then
      perform refuse('XH404', 'unknown_room_type', v_where, 'This property has no such room type.');
    end if;
    v_seen := v_seen || v_type;
  end loop;
end $$;
