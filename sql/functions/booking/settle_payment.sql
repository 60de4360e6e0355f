-- Brings a payment, and its locked hold, to what the session says. Whatever was settled stays settled:
-- events come twice and in any order. A session that does not show yet what its event tells of is no outcome:
-- it would be the event's last word. Outcomes as convert. XH503 payment_not_visible.
create or replace function settle_payment(
  p_payment payments, p_session jsonb, p_event events, p_now timestamptz)
returns jsonb language plpgsql as $$
declare
  v_live boolean := p_payment.status in ('open', 'processing');
  v_state text := case when p_payment.status = 'succeeded' then 'paid' else
    session_state(p_session, p_event.event_type = 'payment_failed' or p_payment.status = 'failed') end;
  v_outcome text;
begin
  update payments set payment_intent = coalesce(p_session->>'payment_intent', payment_intent)
  where id = p_payment.id;
  if v_state = 'paid' then
    v_outcome := take_money(p_payment, p_session, p_event.id, p_now);
  elsif v_state = 'expired' then
    v_outcome := 'checkout_expired';
    perform end_checkout(p_payment, p_event.id, p_now) where v_live;
  elsif v_state = 'failed' then
    v_outcome := 'payment_failed';
    perform end_payment(p_payment.id, 'failed', null, p_now, p_event.id) where v_live;
  elsif v_state = 'coming' and p_event.event_type = 'payment_pending' then
    perform await_money(p_payment, payload_time(p_session, '{money_until}'), p_event.id, p_now,
      p_session->>'money_by')
    where p_payment.status not in ('processing', 'needs_manual', 'refunded');
    v_outcome := case when exists (select from holds where id = p_payment.hold_id and status = 'active')
      then 'awaiting_payment' else 'hold_not_active' end;
  else
    perform refuse('XH503', 'payment_not_visible', 'session', 'The provider does not show this payment yet.');
  end if;
  return jsonb_strip_nulls(jsonb_build_object('outcome', v_outcome, 'hold_id', p_payment.hold_id,
    'reservation_id', case when v_outcome in ('converted', 'already_converted')
      then (select id from reservations where hold_id = p_payment.hold_id) end));
end $$;
