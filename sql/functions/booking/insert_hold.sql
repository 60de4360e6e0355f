-- Writes a hold that was found to be possible, and counts its rooms as held.
create or replace function insert_hold(
  p_event events, p_contact_id uuid, p_check_in date, p_check_out date, p_price jsonb, p_now timestamptz)
returns holds language plpgsql as $$
declare
  v_party jsonb := party_of(p_event.payload);
  v_hold holds;
begin
  insert into holds (property_id, contact_id, guest_name, event_id, correlation_id, check_in, check_out,
    adults, children,
    extra_guests_cents, amount_cents, currency, expires_at, release_at, created_at)
  select p.id, p_contact_id, p_event.payload #>> '{guest,name}', p_event.id, p_event.correlation_id,
    p_check_in, p_check_out,
    (v_party->>'adults')::integer, array(select jsonb_array_elements_text(v_party->'ages')::integer),
    (p_price->>'extra_guests_cents')::bigint, (p_price->>'amount_cents')::bigint, p_price->>'currency',
    p_now + p.hold_for, p_now + p.hold_for, p_now
  from properties p where p.id = p_event.property_id
  returning * into v_hold;
  insert into hold_rooms (hold_id, room_type, quantity)
  select v_hold.id, r.room_type, r.quantity
  from jsonb_to_recordset(p_event.payload->'rooms') as r (room_type text, quantity integer);
  insert into hold_nights (hold_id, room_type, night, quantity, price_cents)
  select v_hold.id, s.room_type, s.night, s.quantity, s.price_cents
  from stay_nights(p_event.property_id, p_check_in, p_check_out, p_event.payload->'rooms') s;
  perform move_rooms(array[v_hold.id], 1, 0);
  update events set hold_id = v_hold.id where id = p_event.id;
  perform emit('hold.created', 'hold', v_hold.id::text, v_hold.correlation_id, p_event.id,
    jsonb_build_object('amount_cents', v_hold.amount_cents, 'currency', v_hold.currency,
      'expires_at', v_hold.expires_at));
  return v_hold;
end $$;
