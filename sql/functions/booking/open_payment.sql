-- The Checkout Session of a hold that a guest may still pay. Outcomes: open {payment_id, session_id}, none.
create or replace function open_payment(p_hold_id uuid)
returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((
    select jsonb_build_object('outcome', 'open', 'hold_id', hold_id, 'payment_id', id,
      'session_id', provider_object_id, 'correlation_id', correlation_id)
    from payments where hold_id = p_hold_id and status = 'open' and provider_object_id is not null
  ), jsonb_build_object('outcome', 'none', 'hold_id', p_hold_id))
$$;
