-- The payment behind a session, with its hold locked; none (all null) when the session names no hold of
-- ours. A session that was created but never recorded is that of the attempt its metadata names; any other
-- new session of a known hold (recovered from an expired one) becomes an attempt of its own.
create or replace function payment_of_session(p_session jsonb, p_now timestamptz)
returns payments language plpgsql as $$
declare
  v_session_id text := payload_text(p_session, '{session_id}', p_longest => 203);
  v_hold holds;
  v_payment payments;
begin
  v_hold := lock_hold(id) from holds where id = hold_of_session(p_session);
  if v_hold.id is null then
    return null;
  end if;
  select * into v_payment from payments where provider_object_id = v_session_id;
  if not found then
    update payments set provider_object_id = v_session_id, updated_at = p_now
    where hold_id = v_hold.id and id = uuid_or_null(p_session->>'payment_id') and provider_object_id is null
    returning * into v_payment;
  end if;
  if v_payment.id is null then
    insert into payments (
      provider_object_id, hold_id, attempt, correlation_id, status, amount_cents, currency, created_at, updated_at)
    select v_session_id, v_hold.id, 1 + count(*), v_hold.correlation_id, 'expired', v_hold.amount_cents,
      v_hold.currency, p_now, p_now
    from payments where hold_id = v_hold.id
    returning * into v_payment;
  end if;
  return v_payment;
end $$;
