-- What a stay costs, when it can be had: the one rule of quote and hold. Rooms of lapsed holds, and of one
-- that would be given up, may be counted as free. The party is {adults, ages}; without adults nothing is said
-- about who comes.
-- Outcomes: available {amount_cents, extra_guests_cents, currency}; not_for_sale {reason?: in_the_past} (no
-- ARI, no price, or an amount that Stripe does not take: less than 50 cents, or more than eight digits);
-- over_capacity {room_types}; those of stay_rule; sold_out.
create or replace function price_stay(
  p_property_id text, p_check_in date, p_check_out date, p_rooms jsonb, p_party jsonb, p_count_lapsed boolean,
  p_now timestamptz, p_given_up uuid default null)
returns jsonb language sql stable as $$
  with nights as (
    select s.quantity, s.price_cents, s.free + case when p_count_lapsed
      then lapsed_rooms(p_property_id, s.room_type, s.night, p_now, p_given_up) else 0 end as free
    from stay_nights(p_property_id, p_check_in, p_check_out, p_rooms) s
  ), stay as (
    select bool_and(price_cents is not null) as priced, bool_or(quantity > free) as sold_out,
      sum(quantity * price_cents) as rooms_cents,
      (p_check_out - p_check_in) * extra_guests_price(p_property_id, p_rooms, p_party) as extra_cents
    from nights
  )
  select case
    when p_check_in < (p_now at time zone p.time_zone)::date
      then '{"outcome": "not_for_sale", "reason": "in_the_past"}'
    when not priced or rooms_cents + extra_cents not between 50 and 99999999
      then '{"outcome": "not_for_sale"}'
    when not fits(p.id, p_rooms, p_party) then jsonb_build_object(
      'outcome', 'over_capacity', 'room_types', types_that_fit(p.id, p_rooms, p_party))
    else coalesce(stay_rule(p.id, p_check_in, p_check_out, p_rooms), case
      when sold_out then '{"outcome": "sold_out"}'
      else jsonb_build_object('outcome', 'available', 'amount_cents', rooms_cents + extra_cents,
        'extra_guests_cents', extra_cents, 'currency', p.currency) end)
  end
  from stay, properties p where p.id = p_property_id
$$;
