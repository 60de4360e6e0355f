-- The next attempt to pay a hold, with what is promised by it. Its session ends with the hold, but no earlier
-- than Stripe allows (30 minutes, and one for the way there).
create or replace function insert_payment(p_hold holds, p_event_id text, p_now timestamptz)
returns payments language plpgsql as $$
declare
  v_payment payments;
begin
  select gen_random_uuid(), p_hold.id, next_attempt(p_hold.id), p_event_id, p_hold.correlation_id,
    p_hold.amount_cents, p_hold.currency, greatest(p_hold.expires_at, p_now + interval '31 minutes'),
    p.pix_expires_after, p.boleto_days, p.payment_grace
  into v_payment.id, v_payment.hold_id, v_payment.attempt, v_payment.event_id, v_payment.correlation_id,
    v_payment.amount_cents, v_payment.currency, v_payment.expires_at,
    v_payment.pix_expires_after, v_payment.boleto_days, v_payment.grace
  from properties p where p.id = p_hold.property_id;
  insert into payments (id, hold_id, attempt, event_id, correlation_id, amount_cents, currency, expires_at,
    payment_methods, pix_expires_after, boleto_days, grace, created_at, updated_at)
  select v_payment.id, v_payment.hold_id, v_payment.attempt, v_payment.event_id, v_payment.correlation_id,
    v_payment.amount_cents, v_payment.currency, v_payment.expires_at,
    offered_methods(p_hold, v_payment, p_now), v_payment.pix_expires_after, v_payment.boleto_days,
    v_payment.grace, p_now, p_now
  returning * into v_payment;
  perform emit('payment.started', 'payment', v_payment.id::text, p_hold.correlation_id, p_event_id,
    jsonb_build_object('hold_id', p_hold.id, 'attempt', v_payment.attempt));
  return v_payment;
end $$;
