-- Rooms of a night that lapsed holds still keep: the next create_hold takes them back.
create or replace function lapsed_rooms(p_property_id text, p_room_type text, p_night date, p_now timestamptz)
returns integer language sql stable as $$
  select coalesce(sum(n.quantity), 0)::integer
  from hold_nights n join holds h on h.id = n.hold_id
  where h.property_id = p_property_id and n.room_type = p_room_type and n.night = p_night
    and h.status = 'active' and h.release_at <= p_now and not hold_has_receipt(h.id)
$$;
