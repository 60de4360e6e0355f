-- Decides to give money back: all that is left of a payment, or a part. It counts as given back from here on,
-- so that nobody gives it back twice. XH409 nothing_left, more_than_left.
create or replace function request_refund(
  p_payment payments, p_amount_cents bigint, p_by text, p_why text, p_event_id text, p_now timestamptz)
returns refunds language plpgsql as $$
declare
  v_left bigint := coalesce(p_payment.received_cents, 0) - p_payment.refunded_cents;
  v_refund refunds;
begin
  if v_left = 0 then
    perform refuse('XH409', 'nothing_left', 'payload.payment_id',
      'Nothing of this payment is left to give back.');
  elsif p_amount_cents > v_left then
    perform refuse('XH409', 'more_than_left', 'payload.amount_cents', 'So much of this payment is not left.');
  end if;
  insert into refunds (payment_id, amount_cents, currency, status, requested_by, why, event_id, created_at,
    updated_at)
  values (p_payment.id, coalesce(p_amount_cents, v_left), p_payment.received_currency, 'requested', p_by,
    p_why, p_event_id, p_now, p_now)
  returning * into v_refund;
  perform settle_refunds(p_payment.id, p_event_id, p_now);
  perform emit('refund.requested', 'refund', v_refund.id::text, p_payment.correlation_id, p_event_id,
    jsonb_build_object('payment_id', p_payment.id, 'amount_cents', v_refund.amount_cents));
  return v_refund;
end $$;
