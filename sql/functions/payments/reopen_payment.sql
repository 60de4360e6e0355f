-- A refund failed: the money is with us again. It is a stay's once more, or a person's to decide about;
-- either way a person has a task, since what was promised to the guest did not happen.
create or replace function reopen_payment(p_payment payments, p_event_id text, p_now timestamptz)
returns void language plpgsql as $$
declare
  v_is_stay boolean := exists (select from reservations
    where payment_id = p_payment.id and status = 'confirmed');
begin
  if p_payment.status = 'refunded' and v_is_stay then
    update payments set status = 'succeeded', reason = 'refund_failed' where id = p_payment.id;
    perform close_tasks_of(id::text, 'refund', 'refund_failed', 'stay_without_money', p_now)
    from reservations where payment_id = p_payment.id;
  elsif p_payment.status = 'refunded' then
    perform end_payment(p_payment.id, 'needs_manual', 'refund_failed', p_now, p_event_id);
    return;
  end if;
  perform open_task('refund_failed', p_payment.id::text, h.property_id, h.contact_id, p_event_id,
    p_payment.correlation_id, jsonb_build_object('hold_id', h.id,
      'left_cents', p_payment.received_cents - p_payment.refunded_cents), p_now)
  from (select) one left join holds h on h.id = p_payment.hold_id;
end $$;
