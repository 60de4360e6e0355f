-- Brings a payment, and its locked hold, to what the session says. Whatever was settled stays settled:
-- events come twice and in any order. Outcomes as convert.
create or replace function settle_payment(
  p_payment payments, p_session jsonb, p_event events, p_now timestamptz)
returns jsonb language plpgsql as $$
declare
  v_live boolean := p_payment.status in ('open', 'processing');
  v_outcome text;
begin
  update payments set payment_intent = coalesce(p_session->>'payment_intent', payment_intent) where id = p_payment.id;
  if p_session->>'payment_status' in ('paid', 'no_payment_required') then
    v_outcome := take_money(p_payment, p_session, p_event.id, p_now);
  elsif p_session->>'status' = 'expired' then
    v_outcome := 'checkout_expired';
    perform end_checkout(p_payment, p_event.id, p_now) where v_live;
  elsif p_session->>'status' = 'open' then
    v_outcome := 'checkout_open';
  elsif p_event.event_type = 'payment_failed' or p_payment.status = 'failed' then
    -- The session itself cannot tell "failed" from "on its way": this one fact is the event's.
    v_outcome := 'payment_failed';
    perform end_payment(p_payment.id, 'failed', null, p_now, p_event.id) where v_live;
  elsif v_live then
    v_outcome := 'awaiting_payment';
    perform await_money(p_payment, p_event.id, p_now) where p_payment.status = 'open';
  else
    v_outcome := 'hold_not_active';
  end if;
  return jsonb_strip_nulls(jsonb_build_object('outcome', v_outcome, 'hold_id', p_payment.hold_id,
    'reservation_id', case when v_outcome in ('converted', 'already_converted')
      then (select id from reservations where hold_id = p_payment.hold_id) end));
end $$;
