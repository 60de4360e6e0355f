-- Step record_checkout: the session that was created at the provider for a started payment. It is kept
-- even when nobody shall pay it any more, so that it gets closed and its money can be told whose it is.
-- Outcomes: open {session_id, hold_id}, and the rooms stay until its money cannot arrive any more;
-- hold_not_active, the same: do not send the link, close it; superseded, which leaves the step to the newer
-- attempt.
-- XH404 unknown_payment.
create or replace function record_checkout(
  p_event_id text, p_payment_id uuid, p_session_id text, p_url text, p_payment_intent text default null,
  p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'record_checkout');
  v_hold holds;
  v_payment payments;
  v_outcome text := 'hold_not_active';
begin
  if v_done is not null and v_done->>'session_id' = p_session_id then
    return v_done;
  end if;
  select h.* into v_hold from payments p, lock_hold(p.hold_id) h where p.id = p_payment_id;
  v_payment := attach_session(p_payment_id, v_hold.id, p_session_id, p_now);
  if v_payment.id is null then
    perform refuse('XH404', 'unknown_payment', 'payment_id', 'No payment without a session has this id.');
  end if;
  update payments set checkout_url = p_url, payment_intent = coalesce(p_payment_intent, payment_intent)
  where id = v_payment.id;
  perform emit('payment.opened', 'payment', v_payment.id::text, v_payment.correlation_id, p_event_id,
    jsonb_build_object('hold_id', v_hold.id, 'session_id', p_session_id));
  if v_payment.attempt + 1 < next_attempt(v_hold.id) then
    perform return_step(p_event_id, 'record_checkout');
    return jsonb_build_object('outcome', 'superseded', 'session_id', p_session_id, 'hold_id', v_hold.id);
  elsif v_hold.status = 'active' and v_hold.expires_at > p_now then
    v_outcome := 'open';
    update holds set release_at = payment_horizon(v_payment, v_payment.expires_at)
    where id = v_hold.id;
  end if;
  return finish_step(p_event_id, 'record_checkout',
    jsonb_build_object('outcome', v_outcome, 'session_id', p_session_id, 'hold_id', v_hold.id));
end $$;
