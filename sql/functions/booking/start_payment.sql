-- Step start_payment: what the Checkout Session of a hold has to say. The hold keeps its rooms until no
-- money can arrive any more. A start that is too old for Stripe (a session lives 30 minutes at least)
-- and never led to a session is replaced by a new attempt, with a new idempotency key.
-- Outcomes: start {payment_id, attempt, idempotency_key, …}, hold_not_active; and when the session was
-- recorded already, what record_checkout answered.
-- XH400 missing (the event has no hold); XH409 payment_already_open.
create or replace function start_payment(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'start_payment');
  v_event events;
  v_hold holds;
  v_payment payments;
  v_recorded jsonb := (select result from event_steps where event_id = p_event_id and step = 'record_checkout');
begin
  if v_recorded is not null then
    return v_recorded;
  end if;
  if v_done is not null and not payment_is_stale((v_done->>'payment_id')::uuid, p_now) then
    return v_done;
  end if;
  v_event := event_of_hold(p_event_id);
  v_hold := lock_hold(v_event.hold_id);
  if v_hold.status <> 'active' or v_hold.expires_at <= p_now then
    return finish_step(p_event_id, 'start_payment',
      jsonb_build_object('outcome', 'hold_not_active', 'hold_id', v_hold.id));
  end if;
  update payments set status = 'expired', reason = 'never_opened', updated_at = p_now
  where hold_id = v_hold.id and payment_is_stale(id, p_now);
  if exists (select from payments where hold_id = v_hold.id and status in ('open', 'processing')) then
    perform refuse('XH409', 'payment_already_open', 'payload.hold_id', 'This hold is already being paid.');
  end if;
  v_payment := insert_payment(v_hold, p_event_id, p_now);
  return finish_step(p_event_id, 'start_payment', describe_payment(v_payment));
end $$;
