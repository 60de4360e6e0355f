-- Money has arrived. It becomes a reservation when the amount is right and the rooms are still held;
-- otherwise it waits for a person, with the reason. Never lost, never twice.
-- Outcomes: converted, already_converted, late, paid_twice, amount_mismatch, refunded (at the provider,
-- meanwhile).
create or replace function take_money(p_payment payments, p_session jsonb, p_event_id text, p_now timestamptz)
returns text language plpgsql as $$
declare
  v_hold holds;
  v_came record;
  v_reason text;
begin
  select * into v_hold from holds where id = p_payment.hold_id;
  if p_payment.status = 'succeeded' or p_payment.reason = 'reservation_cancelled' then
    return 'already_converted';
  elsif p_payment.status in ('needs_manual', 'refunded') then
    return money_outcome(p_payment.reason);
  end if;
  select * into v_came from session_amount(p_session);
  update payments set received_cents = v_came.cents, received_currency = v_came.currency
  where id = p_payment.id;
  if v_came.cents <> p_payment.amount_cents or v_came.currency <> p_payment.currency then
    v_reason := 'amount_mismatch';
  elsif (p_session->>'refunded_cents')::bigint >= v_came.cents then
    v_reason := 'refunded_at_stripe';
  elsif v_hold.status <> 'active' then
    v_reason := case v_hold.status when 'converted' then 'already_paid' else 'late' end;
  else
    perform convert_hold(v_hold, p_payment, p_event_id, p_now);
    return 'converted';
  end if;
  perform end_payment(p_payment.id, 'needs_manual', v_reason, p_now, p_event_id);
  return money_outcome(v_reason);
end $$;
