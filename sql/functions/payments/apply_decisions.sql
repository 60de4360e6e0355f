-- Does with a payment, its hold being locked, the first of these that can be done: rebook, refund, close,
-- manual.
-- Outcomes: rebooked {reservation_id}; refunding {refund_id, amount_cents}; closed; manual: a person decides.
create or replace function apply_decisions(
  p_payment payments, p_decisions text[], p_amount_cents bigint, p_by text, p_why text, p_event_id text,
  p_now timestamptz)
returns jsonb language plpgsql as $$
declare
  v_decision text;
  v_refund refunds;
begin
  foreach v_decision in array p_decisions loop
    if v_decision = 'rebook' and rebook_payment(p_payment, p_event_id, p_now) then
      return jsonb_build_object('outcome', 'rebooked', 'payment_id', p_payment.id,
        'hold_id', p_payment.hold_id,
        'reservation_id', (select id from reservations where payment_id = p_payment.id));
    elsif v_decision = 'refund' then
      v_refund := request_refund(p_payment, p_amount_cents, p_by, p_why, p_event_id, p_now);
      return jsonb_build_object('outcome', 'refunding', 'payment_id', p_payment.id,
        'hold_id', p_payment.hold_id,
        'refund_id', v_refund.id, 'amount_cents', v_refund.amount_cents);
    elsif v_decision = 'close' then
      update payments set closed_by = p_by, closed_why = coalesce(p_why, 'closed'), updated_at = p_now
      where id = p_payment.id;
      perform close_tasks_of(p_payment.id::text, p_by, coalesce(p_why, 'closed'), null, p_now);
      return jsonb_build_object('outcome', 'closed', 'payment_id', p_payment.id,
        'hold_id', p_payment.hold_id);
    end if;
  end loop;
  return jsonb_build_object('outcome', 'manual', 'payment_id', p_payment.id, 'hold_id', p_payment.hold_id);
end $$;
