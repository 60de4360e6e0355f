-- The next attempt to pay a hold, with what is promised by it. Its session ends with the hold, but no earlier
-- than Stripe allows (30 minutes, and one for the way there).
create or replace function insert_payment(p_hold holds, p_event_id text, p_now timestamptz)
returns payments language plpgsql as $$
declare
  v_payment payments;
begin
  insert into payments (hold_id, attempt, event_id, correlation_id, amount_cents, currency, expires_at,
    payment_methods, pix_expires_after, grace, created_at, updated_at)
  select p_hold.id, next_attempt(p_hold.id), p_event_id, p_hold.correlation_id, p_hold.amount_cents,
    p_hold.currency, greatest(p_hold.expires_at, p_now + interval '31 minutes'),
    p.payment_methods, p.pix_expires_after, p.payment_grace, p_now, p_now
  from properties p where p.id = p_hold.property_id
  returning * into v_payment;
  perform emit('payment.started', 'payment', v_payment.id::text, p_hold.correlation_id, p_event_id,
    jsonb_build_object('hold_id', p_hold.id, 'attempt', v_payment.attempt));
  return v_payment;
end $$;
