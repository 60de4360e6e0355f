-- Step record_checkout: the session that was created at the provider for a started payment. It is kept
-- even when the hold has ended meanwhile, so that its money can be told whose it is.
-- Outcomes: open {session_id, hold_id}; hold_not_active, the same: do not send the link.
-- XH404 unknown_payment; XH409 payment_superseded.
create or replace function record_checkout(
  p_event_id text, p_payment_id uuid, p_session_id text, p_url text, p_payment_intent text default null,
  p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'record_checkout');
  v_hold holds;
  v_payment payments;
begin
  if v_done is not null then
    return v_done;
  end if;
  select h.* into v_hold from payments p, lock_hold(p.hold_id) h where p.id = p_payment_id;
  update payments set provider_object_id = p_session_id, checkout_url = p_url, updated_at = p_now,
    payment_intent = coalesce(p_payment_intent, payment_intent)
  where id = p_payment_id and (provider_object_id is null or provider_object_id = p_session_id)
  returning * into v_payment;
  if not found then
    perform refuse('XH404', 'unknown_payment', 'payment_id', 'No payment without a session has this id.');
  elsif v_payment.reason = 'never_opened' then
    perform refuse('XH409', 'payment_superseded', 'payment_id', 'A newer attempt to pay has begun.');
  end if;
  perform emit('payment.opened', 'payment', v_payment.id::text, v_payment.correlation_id, p_event_id,
    jsonb_build_object('hold_id', v_hold.id, 'session_id', p_session_id));
  return finish_step(p_event_id, 'record_checkout', jsonb_build_object('session_id', p_session_id, 'hold_id', v_hold.id,
    'outcome', case when v_hold.status = 'active' then 'open' else 'hold_not_active' end));
end $$;
