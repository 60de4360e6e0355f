-- Whether an ended hold's rooms can be had again, for as many nights; lapsed holds in the way are taken back,
-- and the nights stay locked.
create or replace function rooms_are_free(p_hold holds, p_event_id text, p_now timestamptz)
returns boolean language plpgsql as $$
declare
  v_rooms jsonb := (select jsonb_agg(jsonb_build_object('room_type', room_type, 'quantity', quantity))
    from hold_rooms where hold_id = p_hold.id);
begin
  perform release_holds(lock_stay(p_hold.property_id, p_hold.check_in, p_hold.check_out, v_rooms, p_now),
    'expired', p_event_id, p_now);
  return (select bool_and(coalesce(s.free, 0) >= s.quantity)
    from stay_nights(p_hold.property_id, p_hold.check_in, p_hold.check_out, v_rooms) s);
end $$;
