-- The rule of the house that a stay breaks, null when it breaks none. The rules of the night of arrival
-- count, and closed_to_departure of the day of departure.
-- Outcomes: closed_to_arrival, closed_to_departure, min_stay {min_stay}.
create or replace function stay_rule(p_property_id text, p_check_in date, p_check_out date, p_rooms jsonb)
returns jsonb language sql stable as $$
  select case
    when bool_or(a.closed_to_arrival and a.night = p_check_in) then '{"outcome": "closed_to_arrival"}'
    when bool_or(a.closed_to_departure and a.night = p_check_out) then '{"outcome": "closed_to_departure"}'
    when max(a.min_stay) filter (where a.night = p_check_in) > p_check_out - p_check_in
      then jsonb_build_object('outcome', 'min_stay', 'min_stay', max(a.min_stay) filter (
        where a.night = p_check_in))
  end
  from ari a join jsonb_to_recordset(p_rooms) as r (room_type text) using (room_type)
  where a.property_id = p_property_id and a.night in (p_check_in, p_check_out)
$$;
