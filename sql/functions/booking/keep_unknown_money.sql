-- Keeps what was paid for a hold that we do not know, for a person to look at. A session that names no hold
-- at all is of something else that is sold on the same account. Outcomes: unknown_hold, not_ours.
create or replace function keep_unknown_money(p_session jsonb, p_event events, p_now timestamptz)
returns jsonb language plpgsql as $$
declare
  v_payment payments;
  v_correlation_id uuid := coalesce(p_event.correlation_id, gen_random_uuid());
begin
  if p_session->>'hold_id' is null then
    return '{"outcome": "not_ours"}';
  end if;
  if p_session->>'payment_status' = 'paid' then
    insert into payments (provider_object_id, event_id, correlation_id, status, reason, amount_cents,
      currency, received_cents, received_currency, payment_intent, created_at, updated_at)
    select p_session->>'session_id', p_event.id, v_correlation_id, 'needs_manual', 'unknown_hold',
      s.cents, s.currency, s.cents, s.currency,
      p_session->>'payment_intent', p_now, p_now
    from session_amount(p_session) s
    on conflict (provider, provider_object_id) do nothing returning * into v_payment;
  end if;
  if v_payment.id is not null then
    perform open_payment_task(v_payment, p_event.id, p_now);
    perform emit('payment.needs_manual', 'payment', v_payment.id::text, v_correlation_id, p_event.id,
      '{"reason": "unknown_hold"}');
  end if;
  return '{"outcome": "unknown_hold"}';
end $$;
