-- The Checkout Session that a payment event speaks of, or, once it was converted, what convert answered:
-- then the provider need not be asked. Outcomes: found {session_id, hold_id}, none, done {result}.
-- XH404 unknown_event.
create or replace function payment_session(p_event_id text)
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_event events := known_event(p_event_id);
begin
  if exists (select from event_steps where event_id = p_event_id and step = 'convert')
    or v_event.result is not null and current_run(p_event_id) is not null
  then
    return jsonb_build_object('outcome', 'done', 'result', claim_step(p_event_id, 'convert'));
  end if;
  return jsonb_build_object('outcome', case when v_event.payload->>'session_id' is null then 'none'
    else 'found' end,
    'session_id', v_event.payload->>'session_id', 'hold_id', v_event.hold_id);
end $$;
