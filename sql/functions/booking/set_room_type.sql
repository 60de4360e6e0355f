-- Registers a room type, or changes what the options name: name (as guests read it), called (what they call
-- it: a list), adults, children (beds for each), included (guests in the price), extra_guest_cents,
-- child_free_until, child_half_until (years). See migration 0020 for their meaning.
-- Outcome: saved. XH400 unknown_option, invalid_room_type; XH404 unknown_property.
create or replace function set_room_type(p_property_id text, p_id text, p_options jsonb default '{}')
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_known constant text[] := array['name', 'called', 'adults', 'children', 'included', 'extra_guest_cents',
    'child_free_until', 'child_half_until'];
  v_type room_types;
begin
  if p_options - v_known <> '{}' then
    perform refuse('XH400', 'unknown_option', 'options', 'See set_room_type for the options of a room type.');
  end if;
  insert into room_types (property_id, id) values (p_property_id, p_id)
  on conflict (property_id, id) do update set id = excluded.id
  returning * into v_type;
  v_type := jsonb_populate_record(v_type, p_options);
  update room_types
  set (name, called, adults, children, included, extra_guest_cents, child_free_until, child_half_until)
    = (v_type.name, v_type.called, v_type.adults, v_type.children, v_type.included, v_type.extra_guest_cents,
       v_type.child_free_until, v_type.child_half_until)
  where property_id = p_property_id and id = p_id;
  return jsonb_build_object('outcome', 'saved', 'property_id', p_property_id, 'room_type', p_id);
exception
  when foreign_key_violation then
    perform refuse('XH404', 'unknown_property', 'property_id', 'Register the property first.');
  when check_violation or not_null_violation or data_exception then
    perform refuse('XH400', 'invalid_room_type', 'options',
      'A value does not fit its column; see the constraints of room_types.');
end $$;
