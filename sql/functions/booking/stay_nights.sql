-- Every room type and night of a stay, with what the property has of it: null where it has nothing, and no
-- room free where the house stopped selling.
create or replace function stay_nights(p_property_id text, p_check_in date, p_check_out date, p_rooms jsonb)
returns table (room_type text, night date, quantity integer, free integer, price_cents bigint)
language sql stable as $$
  select r.room_type, n.night, r.quantity,
    case when a.stop_sell then 0 else a.inv_total - a.inv_booked - a.inv_held end, a.price_cents
  from jsonb_to_recordset(p_rooms) as r (room_type text, quantity integer)
  cross join each_night(p_check_in, p_check_out - 1) as n (night)
  left join ari a on (a.property_id, a.room_type, a.night) = (p_property_id, r.room_type, n.night)
$$;
