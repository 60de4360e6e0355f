-- Ends a payment that brought no reservation (failed, expired, needs_manual with its reason). Nothing
-- keeps the rooms past the deadline then. The caller has locked the hold, and has the provider's word.
create or replace function end_payment(
  p_payment_id uuid, p_status payment_status, p_reason text, p_now timestamptz, p_event_id text default null)
returns void language plpgsql as $$
declare
  v_payment payments;
begin
  update payments set status = p_status, reason = p_reason, asks = 0, updated_at = p_now
  where id = p_payment_id returning * into v_payment;
  update holds set release_at = expires_at
  where id = v_payment.hold_id and status = 'active' and not hold_awaits_money(id);
  if p_status = 'needs_manual' then
    perform open_payment_task(v_payment, p_event_id, p_now);
  end if;
  perform emit('payment.' || p_status, 'payment', p_payment_id::text, v_payment.correlation_id, p_event_id,
    jsonb_strip_nulls(jsonb_build_object('hold_id', v_payment.hold_id, 'reason', p_reason)));
end $$;
