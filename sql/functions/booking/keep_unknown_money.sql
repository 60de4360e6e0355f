-- Keeps what was paid for a hold that we do not know, for a person to look at. Outcome: unknown_hold.
create or replace function keep_unknown_money(p_session jsonb, p_event events, p_now timestamptz)
returns jsonb language plpgsql as $$
declare
  v_id uuid;
  v_correlation_id uuid := coalesce(p_event.correlation_id, gen_random_uuid());
begin
  if p_session->>'payment_status' = 'paid' then
    insert into payments (provider_object_id, event_id, correlation_id, status, reason, amount_cents,
      currency, payment_intent, created_at, updated_at)
    values (p_session->>'session_id', p_event.id, v_correlation_id, 'needs_manual', 'unknown_hold',
      payload_integer(p_session, '{amount_total}', 0, 100000000000), lower(payload_text(p_session, '{currency}')),
      p_session->>'payment_intent', p_now, p_now)
    on conflict (provider, provider_object_id) do nothing returning id into v_id;
  end if;
  if v_id is not null then
    perform emit('payment.needs_manual', 'payment', v_id::text, v_correlation_id, p_event.id,
      '{"reason": "unknown_hold"}');
  end if;
  return '{"outcome": "unknown_hold"}';
end $$;
