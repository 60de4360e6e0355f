-- Locks the nights of a stay together with those of the lapsed holds that stand in its way, all in one
-- order (property, room type, night), and returns these holds. Money that may still come for one of them
-- finds it expired, and is late; news of money that are here keep its rooms. A hold that somebody else has in
-- hand is left to them.
create or replace function lock_stay(
  p_property_id text, p_check_in date, p_check_out date, p_rooms jsonb, p_now timestamptz)
returns uuid[] language plpgsql as $$
declare
  v_lapsed uuid[];
begin
  v_lapsed := array(
    select h.id from holds h
    where h.property_id = p_property_id and h.status = 'active' and h.release_at <= p_now
      and not hold_has_receipt(h.id)
      and exists (
      select from hold_nights n join stay_nights(p_property_id, p_check_in, p_check_out, p_rooms) s
        using (room_type, night) where n.hold_id = h.id)
    order by h.id for no key update skip locked);
  perform from ari
  where property_id = p_property_id and (room_type, night) in (
    select s.room_type, s.night from stay_nights(p_property_id, p_check_in, p_check_out, p_rooms) s
    union select n.room_type, n.night from hold_nights n where n.hold_id = any(v_lapsed))
  order by property_id, room_type, night for no key update;
  return v_lapsed;
end $$;
