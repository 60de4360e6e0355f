-- Step cancel: ends the hold of the event. An active one gives its rooms back; of a converted one the
-- reservation is cancelled, and its money waits for a person. Close the session at the provider first.
-- Outcomes: cancelled {hold_id}, not_active {hold_id}. XH400 missing.
create or replace function cancel(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'cancel');
  v_hold holds;
  v_cancelled boolean;
begin
  if v_done is not null then
    return v_done;
  end if;
  v_hold := lock_hold((event_of_hold(p_event_id)).hold_id);
  if v_hold.status = 'active' then
    perform release_holds(array[v_hold.id], 'cancelled', p_event_id, p_now);
  end if;
  v_cancelled := v_hold.status = 'active' or cancel_reservation(v_hold.id, p_event_id, p_now);
  return finish_step(p_event_id, 'cancel', jsonb_build_object(
    'outcome', case when v_cancelled then 'cancelled' else 'not_active' end, 'hold_id', v_hold.id));
end $$;
