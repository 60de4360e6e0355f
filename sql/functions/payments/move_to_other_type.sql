-- Moves an ended hold to the smallest other room type that takes its party and is free, at the price that was
-- paid.
-- False when there is none, or when the hold has rooms of several types.
create or replace function move_to_other_type(p_hold holds, p_event_id text, p_now timestamptz)
returns boolean language plpgsql as $$
declare
  v_room hold_rooms;
  v_type room_types;
  v_other text;
begin
  select * into v_room from hold_rooms where hold_id = p_hold.id;
  if (select count(*) from hold_rooms where hold_id = p_hold.id) <> 1 then
    return false;
  end if;
  select * into v_type from room_types where property_id = p_hold.property_id and id = v_room.room_type;
  for v_other in
    select id from room_types where property_id = p_hold.property_id and id <> v_type.id
      and adults >= v_type.adults and adults + children >= v_type.adults + v_type.children
    order by adults + children, id
  loop
    insert into hold_rooms (hold_id, room_type, quantity) values (p_hold.id, v_other, v_room.quantity);
    update hold_nights set room_type = v_other where hold_id = p_hold.id;
    delete from hold_rooms where hold_id = p_hold.id and room_type = v_room.room_type;
    if rooms_are_free(p_hold, p_event_id, p_now) then
      perform emit('hold.moved', 'hold', p_hold.id::text, p_hold.correlation_id, p_event_id,
        jsonb_build_object('from', v_room.room_type, 'to', v_other));
      return true;
    end if;
    insert into hold_rooms values (v_room.*);
    update hold_nights set room_type = v_room.room_type where hold_id = p_hold.id;
    delete from hold_rooms where hold_id = p_hold.id and room_type = v_other;
  end loop;
  return false;
end $$;
