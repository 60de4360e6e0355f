-- The refund that an event decided on, to be told to the provider. Outcomes: make {refund_id, payment_intent,
-- amount_cents, idempotency_key}; done {result}, when it was told already; none.
create or replace function refund_to_make(p_event_id text)
returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(
    (select jsonb_build_object('outcome', 'done', 'result', step_result(p_event_id, 'refund_payment'))
      where step_result(p_event_id, 'refund_payment') is not null),
    (select jsonb_build_object('outcome', 'make', 'refund_id', r.id, 'payment_id', p.id, 'hold_id', p.hold_id,
        'correlation_id', p.correlation_id, 'payment_intent', p.payment_intent,
        'amount_cents', r.amount_cents,
        'idempotency_key', 'refund-' || r.id)
      from refunds r join payments p on p.id = r.payment_id
      where r.event_id = p_event_id and r.status = 'requested'),
    '{"outcome": "none"}')
$$;
