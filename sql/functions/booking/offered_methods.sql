-- The methods of a property by which the money of a payment is there before its guest: who arrives today has
-- the whole day. The quickest of them is always offered.
create or replace function offered_methods(p_hold holds, p_payment payments, p_now timestamptz)
returns text[] language sql stable as $$
  with asked as (
    select a.method, a.place, last_money(a.method, p_payment.expires_at, p_payment) as until,
      (case when p_hold.check_in <= (p_now at time zone p.time_zone)::date
        then (p_hold.check_in + 1)::timestamp
        else p_hold.check_in + p.check_in_from end) at time zone p.time_zone as arrival
    from properties p, unnest(p.payment_methods) with ordinality as a (method, place)
    where p.id = p_hold.property_id
  )
  select array_agg(method order by place) from asked
  where until <= arrival or until = (select min(until) from asked)
$$;
