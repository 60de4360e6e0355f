-- Makes a reservation of a locked hold: an active one's rooms move from held to booked, those of one that had
-- ended are booked anew. Another session of the hold is closed by the next sweep.
create or replace function convert_hold(p_hold holds, p_payment payments, p_event_id text, p_now timestamptz)
returns void language plpgsql as $$
declare
  v_reservation_id uuid;
begin
  perform move_rooms(array[p_hold.id], case p_hold.status when 'active' then -1 else 0 end, 1);
  update holds set status = 'converted', closed_at = p_now where id = p_hold.id;
  perform end_payment(id, 'expired', 'never_opened', p_now, p_event_id) from payments
  where hold_id = p_hold.id and status = 'open' and provider_object_id is null;
  update payments set status = 'succeeded', reason = null, asks = 0, updated_at = p_now
  where id = p_payment.id;
  insert into reservations (hold_id, payment_id, property_id, correlation_id, confirmed_at)
  values (p_hold.id, p_payment.id, p_hold.property_id, p_hold.correlation_id, p_now)
  returning id into v_reservation_id;
  perform emit('payment.succeeded', 'payment', p_payment.id::text, p_hold.correlation_id, p_event_id,
    jsonb_build_object('hold_id', p_hold.id, 'amount_cents', p_payment.amount_cents,
      'currency', p_payment.currency));
  perform emit('hold.converted', 'hold', p_hold.id::text, p_hold.correlation_id, p_event_id);
  perform emit('reservation.confirmed', 'reservation', v_reservation_id::text, p_hold.correlation_id,
    p_event_id, jsonb_build_object('hold_id', p_hold.id));
end $$;
