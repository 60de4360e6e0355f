-- Step set_ari: rooms, price and rules of a span of nights. What the payload leaves out stays as it is, and
-- so does what a newer update has set (`overtakes`). A night of which more is sold than the new total keeps
-- what is sold, sells no more, and comes down as rooms are given back; such nights are `short`.
-- Payload: room_type, first_night, last_night (included), total?, price_cents?, min_stay?,
-- closed_to_arrival?, closed_to_departure?, stop_sell?; sequence? (with sender?) or sent_at? of the sender's
-- own.
-- A new room type exists from here on.
-- Outcomes: updated {nights, stale_nights?, short?: [{first_night, last_night}]}; stale, which changes
-- nothing.
-- XH400 missing, invalid_…, reversed_dates; XH404 unknown_event.
create or replace function set_ari(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'set_ari');
  v_event events;
  v_type text;
  v_first date;
  v_last date;
  v_changed date[];
begin
  if v_done is not null then
    return v_done;
  end if;
  v_event := event_of_property(p_event_id);
  v_type := payload_text(v_event.payload, '{room_type}', p_longest => 63);
  v_first := payload_date(v_event.payload, '{first_night}');
  v_last := payload_date(v_event.payload, '{last_night}');
  if v_last not between v_first and v_first + 731 then
    perform refuse('XH400', 'reversed_dates', 'payload.last_night',
      'The last night is on or after the first, within two years.');
  end if;
  perform lock_room_type(v_event.property_id, v_type);
  insert into ari (property_id, room_type, night, currency)
  select p.id, v_type, n.night, p.currency
  from properties p, each_night(v_first, v_last) as n (night) where p.id = v_event.property_id
  on conflict do nothing;
  perform from ari
  where property_id = v_event.property_id and room_type = v_type and night between v_first and v_last
  order by night for no key update;
  v_changed := change_nights(v_event, v_type, v_first, v_last);
  if cardinality(v_changed) = 0 then
    return finish_step(p_event_id, 'set_ari', '{"outcome": "stale"}');
  end if;
  perform emit('ari.updated', 'property', v_event.property_id, v_event.correlation_id, p_event_id,
    jsonb_build_object('room_type', v_type, 'first_night', v_first, 'last_night', v_last));
  return finish_step(p_event_id, 'set_ari', jsonb_strip_nulls(jsonb_build_object(
    'outcome', 'updated', 'nights', cardinality(v_changed),
    'stale_nights', nullif(v_last - v_first + 1 - cardinality(v_changed), 0),
    'short', short_nights(v_event, v_type, v_changed))));
end $$;
