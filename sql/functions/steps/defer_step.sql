-- Asked before a step of an event, in its transaction: null when it may be done, else it is paused, and this
-- is its answer. The event then waits for the end of the pause, and this run has cost it no attempt. What
-- begins a run or ends it is no step. Outcome: deferred {paused: the kind of step}.
create or replace function defer_step(p_event_id text, p_step text)
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_event events;
  v_what constant text := pause_of_step(p_step);
begin
  if not exists (select from pauses where ended_at is null) or p_step in ('begin_event', 'finish_event') then
    return null;
  end if;
  select * into v_event from events where id = p_event_id;
  if v_event.id is null or v_event.result is not null or not is_paused(v_what, v_event.property_id) then
    return null;
  end if;
  perform put_off(p_event_id, current_run(p_event_id)->>'execution_id', 'deferred', clock_timestamp());
  update events set deferred_by = v_what where id = p_event_id and result is null;
  return jsonb_build_object('outcome', 'deferred', 'paused', v_what);
end $$;
