-- The payment behind a session, with its hold locked: that of the payment that we recorded for it, else the
-- one its metadata names; none (all null) when that is no hold of ours. A session that was created but never
-- recorded is that of the attempt its metadata names; any other new session of a known hold (recovered from
-- an expired one) becomes an attempt of its own.
create or replace function payment_of_session(p_session jsonb, p_now timestamptz)
returns payments language plpgsql as $$
declare
  v_session_id text := payload_text(p_session, '{session_id}', p_longest => 203);
  v_hold holds;
  v_payment payments;
begin
  v_hold := lock_hold(id) from holds where id = coalesce(
    (select hold_id from payments where provider_object_id = v_session_id),
    uuid_or_null(p_session->>'hold_id'));
  if v_hold.id is null then
    return null;
  end if;
  select * into v_payment from payments where provider_object_id = v_session_id;
  if not found then
    v_payment := attach_session(uuid_or_null(p_session->>'payment_id'), v_hold.id, v_session_id, p_now);
  end if;
  if v_payment.id is null then
    insert into payments (provider_object_id, hold_id, attempt, correlation_id, amount_cents, currency,
      expires_at, payment_methods, pix_expires_after, boleto_days, grace, created_at, updated_at)
    select v_session_id, v_hold.id, next_attempt(v_hold.id), v_hold.correlation_id, v_hold.amount_cents,
      v_hold.currency, p_now, p.payment_methods, p.pix_expires_after, p.boleto_days,
      p.payment_grace, p_now, p_now
    from properties p where p.id = v_hold.property_id
    returning * into v_payment;
  end if;
  return v_payment;
end $$;
