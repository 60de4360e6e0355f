-- What a stay costs, when it can be had. Rooms of lapsed holds may be counted as free.
-- Outcomes: available {amount_cents, currency}, sold_out, not_for_sale (no ARI, no price, in the past, or an
-- amount that Stripe does not take: less than 50 cents, or more than eight digits).
create or replace function price_stay(
  p_property_id text, p_check_in date, p_check_out date, p_rooms jsonb, p_count_lapsed boolean, p_now timestamptz)
returns jsonb language sql stable as $$
  with stay as (
    select s.quantity, s.price_cents, s.free + case when p_count_lapsed
      then lapsed_rooms(p_property_id, s.room_type, s.night, p_now) else 0 end as free
    from stay_nights(p_property_id, p_check_in, p_check_out, p_rooms) s
  )
  select case
    when bool_or(stay.price_cents is null) or p_check_in < (p_now at time zone p.time_zone)::date
      or sum(stay.quantity * stay.price_cents) not between 50 and 99999999
      then jsonb_build_object('outcome', 'not_for_sale')
    when bool_or(stay.quantity > stay.free)
      then jsonb_build_object('outcome', 'sold_out')
    else jsonb_build_object('outcome', 'available',
      'amount_cents', sum(stay.quantity * stay.price_cents), 'currency', p.currency)
  end
  from stay, properties p where p.id = p_property_id group by p.id
$$;
