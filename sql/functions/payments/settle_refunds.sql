-- Brings a payment to what its refunds say, its hold being locked: all of it given back, a part, or, since a
-- refund may fail days later, not after all.
create or replace function settle_refunds(p_payment_id uuid, p_event_id text, p_now timestamptz)
returns payments language plpgsql as $$
declare
  v_was payments;
  v_payment payments;
begin
  select * into v_was from payments where id = p_payment_id;
  update payments set updated_at = p_now, refunded_cents = (
    select coalesce(sum(amount_cents), 0) from refunds
    where payment_id = p_payment_id and status not in ('failed', 'canceled'))
  where id = p_payment_id returning * into v_payment;
  if v_payment.refunded_cents = v_payment.received_cents and v_was.status in ('needs_manual', 'succeeded')
    then
    perform refund_stay(v_payment, p_event_id, p_now);
    perform close_tasks_of(p_payment_id::text, 'refund', 'refunded', null, p_now);
    update payments set status = 'refunded' where id = p_payment_id returning * into v_payment;
    perform emit('payment.refunded', 'payment', p_payment_id::text, v_payment.correlation_id, p_event_id,
      jsonb_build_object('amount_cents', v_payment.refunded_cents));
  elsif v_payment.refunded_cents < v_was.refunded_cents then
    perform reopen_payment(v_payment, p_event_id, p_now);
  elsif v_payment.refunded_cents > v_was.refunded_cents and v_was.status = 'needs_manual' then
    perform close_tasks_of(p_payment_id::text, 'refund', 'partly_refunded', null, p_now);
    perform open_payment_task(v_payment, p_event_id, p_now);
  elsif v_payment.refunded_cents > v_was.refunded_cents then
    update payments set reason = 'partly_refunded' where id = p_payment_id;
  end if;
  return v_payment;
end $$;
