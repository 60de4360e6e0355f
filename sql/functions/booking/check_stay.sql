-- Refuses a stay without nights, or of more than 90, or with rooms that cannot be asked for.
-- XH400 invalid_stay and those of check_rooms; XH404 unknown_property, unknown_room_type.
create or replace function check_stay(p_property_id text, p_check_in date, p_check_out date, p_payload jsonb)
returns void language plpgsql stable as $$
begin
  if p_check_out - p_check_in not between 1 and 90 then
    perform refuse('XH400', 'invalid_stay', 'payload.check_out', 'Check-out is 1 to 90 days after check-in.');
  elsif not exists (select from properties where id = p_property_id) then
    perform refuse('XH404', 'unknown_property', 'property_id', 'Register the property first.');
  end if;
  perform check_rooms(p_property_id, p_payload);
end $$;
