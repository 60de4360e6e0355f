-- The only place that counts rooms: adds the nights of these holds, so many times, to what is held and
-- booked. Locks them first in the order property, room type, night. Where more is sold than was wanted, rooms
-- that come back are not for sale again: the total comes down with them.
create or replace function move_rooms(p_hold_ids uuid[], p_held integer, p_booked integer)
returns void language plpgsql as $$
begin
  perform from ari
  where (property_id, room_type, night) in (
    select h.property_id, n.room_type, n.night
    from holds h join hold_nights n on n.hold_id = h.id where h.id = any(p_hold_ids))
  order by property_id, room_type, night for no key update;
  update ari a
  set inv_held = inv_held + n.held, inv_booked = inv_booked + n.booked,
    inv_total = least(inv_total,
      greatest(coalesce(inv_wanted, inv_total), inv_held + inv_booked + n.held + n.booked)),
    inv_wanted = case when inv_held + inv_booked + n.held + n.booked > inv_wanted then inv_wanted end
  from (
    select h.property_id, n.room_type, n.night,
      p_held * sum(n.quantity)::integer as held, p_booked * sum(n.quantity)::integer as booked
    from holds h join hold_nights n on n.hold_id = h.id where h.id = any(p_hold_ids)
    group by h.property_id, n.room_type, n.night) n
  where (a.property_id, a.room_type, a.night) = (n.property_id, n.room_type, n.night);
end $$;
