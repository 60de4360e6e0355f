-- Step cancel: ends the hold of the event. An active one gives its rooms back; of a converted one the
-- reservation is cancelled, and its money waits for a person. Close the session at the provider first.
-- One that makes room for another stay (reason `replaced`) is nothing to tell of; if it was paid meanwhile it
-- stays, and a person moves it. Outcomes: cancelled, not_active, replaced, paid_meanwhile {hold_id}. XH400
-- missing.
create or replace function cancel(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'cancel');
  v_event events;
  v_hold holds;
  v_replaced boolean;
  v_outcome text;
begin
  if v_done is not null then
    return v_done;
  end if;
  v_event := event_of_hold(p_event_id);
  v_hold := lock_hold(v_event.hold_id);
  v_replaced := coalesce(v_event.payload->>'reason' = 'replaced', false);
  if v_hold.status = 'active' then
    perform release_holds(array[v_hold.id], 'cancelled', p_event_id, p_now);
  end if;
  if v_replaced and exists (select from reservations where hold_id = v_hold.id and status = 'confirmed') then
    perform open_task(
      'guest_changes_stay', v_hold.id::text, v_hold.property_id, v_hold.contact_id, p_event_id,
      v_hold.correlation_id, '{}', p_now);
    v_outcome := 'paid_meanwhile';
  elsif v_replaced then
    v_outcome := 'replaced';
  else
    v_outcome := case when v_hold.status = 'active' or cancel_reservation(v_hold.id, p_event_id, p_now)
      then 'cancelled' else 'not_active' end;
  end if;
  return finish_step(p_event_id, 'cancel', jsonb_build_object('outcome', v_outcome, 'hold_id', v_hold.id));
end $$;
