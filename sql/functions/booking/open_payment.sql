-- The payment of a hold to look up at the provider: the one that was given out last, else the oldest that is
-- not over. Outcomes: open, processing {payment_id, session_id}; none.
create or replace function open_payment(p_hold_id uuid)
returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((
    select jsonb_build_object('outcome', status, 'hold_id', hold_id, 'payment_id', id,
      'session_id', provider_object_id, 'correlation_id', correlation_id)
    from payments
    where hold_id = p_hold_id and status in ('open', 'processing') and provider_object_id is not null
    order by asked_at desc nulls last, attempt limit 1
  ), jsonb_build_object('outcome', 'none', 'hold_id', p_hold_id))
$$;
