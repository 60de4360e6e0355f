-- Asked before a step of an event, in its transaction: null when it may be done, else it is paused, and this
-- is its answer. The event then waits for the end of the pause, and this run has cost it no attempt. What
-- begins a run or ends it is no step. Outcome: deferred {paused: the kind of step}.
create or replace function defer_step(p_event_id text, p_step text)
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_event events;
  v_what constant text := pause_of_step(p_step);
  v_run jsonb;
begin
  if not exists (select from pauses where ended_at is null) or p_step in ('begin_event', 'finish_event') then
    return null;
  end if;
  select * into v_event from events where id = p_event_id;
  if v_event.id is null or v_event.result is not null or not is_paused(v_what, v_event.property_id) then
    return null;
  end if;
  perform lock_event(p_event_id);
  v_run := current_run(p_event_id);
  update event_runs set finished_at = clock_timestamp(), outcome = 'deferred'
  where event_id = p_event_id and execution_id = v_run->>'execution_id' and finished_at is null;
  update events set deferred_by = v_what, dispatch_claimed_at = null, updated_at = now(),
    attempts = greatest(attempts - found::integer, 0)
  where id = p_event_id and result is null;
  if v_run is not null then
    perform finish_run(p_event_id, v_run->>'execution_id', 'deferred', clock_timestamp());
  end if;
  return jsonb_build_object('outcome', 'deferred', 'paused', v_what);
end $$;
