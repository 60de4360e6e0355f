-- The next attempt to pay a hold. Its session ends with the hold, but no earlier than Stripe allows
-- (30 minutes, and one for the way there); the rooms stay until its money cannot arrive any more.
create or replace function insert_payment(p_hold holds, p_event_id text, p_now timestamptz)
returns payments language plpgsql as $$
declare
  v_payment payments;
begin
  insert into payments (
    hold_id, attempt, event_id, correlation_id, amount_cents, currency, expires_at, created_at, updated_at)
  select p_hold.id, 1 + count(*), p_event_id, p_hold.correlation_id, p_hold.amount_cents, p_hold.currency,
    greatest(p_hold.expires_at, p_now + interval '31 minutes'), p_now, p_now
  from payments where hold_id = p_hold.id
  returning * into v_payment;
  update holds h set release_at = v_payment.expires_at + payment_horizon(p)
  from properties p where h.id = p_hold.id and p.id = h.property_id;
  perform emit('payment.started', 'payment', v_payment.id::text, p_hold.correlation_id, p_event_id,
    jsonb_build_object('hold_id', p_hold.id, 'attempt', v_payment.attempt));
  return v_payment;
end $$;
