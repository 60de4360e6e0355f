-- What the step create_hold answers of a hold.
create or replace function held(p_hold holds)
returns jsonb language sql immutable as $$
  select jsonb_build_object('outcome', 'held', 'hold_id', p_hold.id, 'amount_cents', p_hold.amount_cents,
    'currency', p_hold.currency, 'expires_at', p_hold.expires_at)
$$;
