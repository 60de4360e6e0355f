-- Step start_payment: what the Checkout Session of a hold has to say. A start that is too old for Stripe (a
-- session lives 30 minutes at least) and never led to a session is replaced by a new attempt, with a new
-- idempotency key; a hold that has ended meanwhile starts none.
-- Outcomes: start {payment_id, attempt, idempotency_key, …}, hold_not_active; when the session was recorded
-- already, what record_checkout answered, to whichever event of the hold asks; awaiting_payment once its
-- money is on its way.
-- XH400 missing (the event has no hold); XH409 payment_already_open; XH503 payment_being_opened: ask again.
create or replace function start_payment(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := started_payment(p_event_id, p_now);
  v_hold holds;
  v_recorded jsonb;
begin
  if v_done is not null then
    return v_done;
  end if;
  v_done := claim_step(p_event_id, 'start_payment');
  v_hold := lock_hold((event_of_hold(p_event_id)).hold_id);
  -- Read under the lock: who waited for it takes the answer of the one who had it.
  v_done := step_result(p_event_id, 'start_payment');
  v_recorded := step_result(p_event_id, 'record_checkout');
  if v_recorded is not null or v_done->>'outcome' <> 'start' then
    return coalesce(v_recorded, v_done);
  elsif v_hold.status <> 'active' or v_hold.expires_at <= p_now then
    return finish_step(p_event_id, 'start_payment',
      jsonb_build_object('outcome', 'hold_not_active', 'hold_id', v_hold.id));
  elsif v_done is not null and not payment_is_stale((v_done->>'payment_id')::uuid, p_now) then
    return v_done;
  end if;
  perform end_payment(id, 'expired', 'never_opened', p_now, p_event_id) from payments
  where hold_id = v_hold.id and payment_is_stale(id, p_now);
  v_recorded := payment_of_another(v_hold.id, p_event_id);
  if v_recorded is not null then
    return finish_step(p_event_id, 'start_payment', v_recorded);
  elsif exists (select from payments where hold_id = v_hold.id and status in ('open', 'processing')
      and attempt + 1 = next_attempt(v_hold.id)) then  -- an older one's session is being closed
    perform refuse('XH409', 'payment_already_open', 'payload.hold_id', 'This hold is already being paid.');
  end if;
  return finish_step(p_event_id, 'start_payment',
    describe_payment(insert_payment(v_hold, p_event_id, p_now)));
end $$;
