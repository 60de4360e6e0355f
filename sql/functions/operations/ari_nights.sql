-- What a property sells, night by night: `free` rooms, what was wanted where more is sold, the price, the
-- rules, and by which event it was changed last.
create or replace function ari_nights(p_property_id text, p_first date, p_nights integer)
returns table (
  room_type text, night date, total integer, booked integer, held integer, free integer, wanted integer,
  price_cents bigint, rules text, changed_by text)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.room_type, a.night, a.inv_total, a.inv_booked, a.inv_held,
    case when a.stop_sell then 0 else a.inv_total - a.inv_booked - a.inv_held end, a.inv_wanted,
      a.price_cents, concat_ws(', ', case when a.min_stay > 1 then format('min_stay %s', a.min_stay) end,
      case when a.closed_to_arrival then 'closed_to_arrival' end,
      case when a.closed_to_departure then 'closed_to_departure' end,
        case when a.stop_sell then 'stop_sell' end),
    (select e.value->>'event_id' from jsonb_each(a.changed_by) e
      order by (e.value->>'receipt')::bigint desc limit 1)
  from ari a
  where a.property_id = p_property_id and a.night >= p_first and a.night < p_first + p_nights
  order by a.room_type, a.night
$$;
