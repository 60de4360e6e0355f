-- What an update of rooms says about its nights: total, price_cents, min_stay, closed_to_arrival,
-- closed_to_departure, stop_sell; only those that it names. XH400 invalid_integer, invalid_boolean.
create or replace function ari_values(p_payload jsonb)
returns jsonb language sql stable as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'total', payload_integer(p_payload, '{total}', 0, 10000, false),
    'price_cents', payload_integer(p_payload, '{price_cents}', 1, 99999999, false),
    'min_stay', payload_integer(p_payload, '{min_stay}', 1, 90, false),
    'closed_to_arrival', payload_boolean(p_payload, '{closed_to_arrival}'),
    'closed_to_departure', payload_boolean(p_payload, '{closed_to_departure}'),
    'stop_sell', payload_boolean(p_payload, '{stop_sell}')))
$$;
