-- Rooms of a night that lapsed holds still keep: the next create_hold takes them back. So are those of the
-- hold that the asking guest would give up.
create or replace function lapsed_rooms(
  p_property_id text, p_room_type text, p_night date, p_now timestamptz, p_given_up uuid default null)
returns integer language sql stable as $$
  select coalesce(sum(n.quantity), 0)::integer
  from hold_nights n join holds h on h.id = n.hold_id
  where h.property_id = p_property_id and n.room_type = p_room_type and n.night = p_night
    and h.status = 'active' and (h.id = p_given_up or h.release_at <= p_now and not hold_has_receipt(h.id))
$$;
