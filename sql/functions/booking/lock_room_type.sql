-- Makes sure that a room type exists, and keeps other changes of its ARI out until the end of the
-- transaction.
-- XH400 invalid_text.
create or replace function lock_room_type(p_property_id text, p_room_type text)
returns void language plpgsql as $$
begin
  insert into room_types (property_id, id) values (p_property_id, p_room_type) on conflict do nothing;
  perform from room_types where property_id = p_property_id and id = p_room_type for no key update;
exception
  when check_violation then
    perform refuse('XH400', 'invalid_text', 'payload.room_type',
      'Lower case letters, digits, "-" and "_" are expected.');
end $$;
