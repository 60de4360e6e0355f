-- Step set_ari: rooms and price of a span of nights. What the payload leaves out stays as it is.
-- Payload: room_type, first_night, last_night (included), total?, price_cents?. A new room type exists from here on.
-- Outcomes: updated {nights}; total_below_sold, which changes nothing.
-- XH400 missing, invalid_…, reversed_dates; XH404 unknown_event.
create or replace function set_ari(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'set_ari');
  v_event events;
  v_type text;
  v_first date;
  v_last date;
  v_total integer;
  v_price bigint;
begin
  if v_done is not null then
    return v_done;
  end if;
  v_event := event_of_property(p_event_id);
  v_type := payload_text(v_event.payload, '{room_type}', p_longest => 63);
  v_first := payload_date(v_event.payload, '{first_night}');
  v_last := payload_date(v_event.payload, '{last_night}');
  v_total := payload_integer(v_event.payload, '{total}', 0, 10000, false);
  v_price := payload_integer(v_event.payload, '{price_cents}', 1, 100000000, false);
  if v_last not between v_first and v_first + 1100 then
    perform refuse('XH400', 'reversed_dates', 'payload.last_night',
      'The last night is on or after the first, within three years.');
  end if;

  perform lock_room_type(v_event.property_id, v_type);
  perform from ari
  where property_id = v_event.property_id and room_type = v_type and night between v_first and v_last
  order by night for no key update;
  if exists (select from ari where property_id = v_event.property_id and room_type = v_type
      and night between v_first and v_last and inv_booked + inv_held > v_total) then
    return finish_step(p_event_id, 'set_ari', '{"outcome": "total_below_sold"}');
  end if;
  insert into ari (property_id, room_type, night, inv_total, price_cents, currency)
  select p.id, v_type, n.night, coalesce(v_total, 0), v_price, p.currency
  from properties p, each_night(v_first, v_last) as n (night) where p.id = v_event.property_id
  on conflict (property_id, room_type, night) do update
    set inv_total = coalesce(v_total, ari.inv_total), price_cents = coalesce(v_price, ari.price_cents);
  perform emit('ari.updated', 'property', v_event.property_id, v_event.correlation_id, p_event_id,
    jsonb_build_object('room_type', v_type, 'first_night', v_first, 'last_night', v_last));
  return finish_step(p_event_id, 'set_ari', jsonb_build_object('outcome', 'updated', 'nights', v_last - v_first + 1));
end $$;
