-- Up to two other arrivals within two weeks at which as many nights can be had, the nearest first:
-- {dates: [{check_in, check_out, room_type, amount_cents, currency}]}. Reads only.
create or replace function nearest_dates(
  p_property_id text, p_check_in date, p_nights integer, p_quantity integer, p_party jsonb,
  p_now timestamptz default now(), p_given_up uuid default null)
returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  with other as (
    select p_check_in + shift as check_in, abs(shift) as distance
    from generate_series(-14, 14) as shift where shift <> 0
  ), found as (
    select o.check_in, o.distance, (
      select each from jsonb_array_elements(
        offers(p_property_id, o.check_in, o.check_in + p_nights, p_quantity, p_party, p_now, p_given_up)
          ->'offers') each
      where each->>'outcome' = 'available' limit 1) as offer
    from other o
  )
  select jsonb_build_object('dates', coalesce(
    jsonb_agg(jsonb_build_object('check_in', check_in, 'check_out', check_in + p_nights,
    'room_type', offer->'room_type', 'amount_cents', offer->'amount_cents', 'currency', offer->'currency')
    order by distance, check_in), '[]'))
  from (select * from found where offer is not null order by distance, check_in limit 2) nearest
$$;
