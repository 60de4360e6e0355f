-- Begins a run of a locked event, once: the run's later steps find it begun. Of a finished event only the log
-- of runs grows.
create or replace function begin_run(
  p_event events, p_execution_id text, p_begun_at timestamptz, p_now timestamptz)
returns void language plpgsql as $$
declare
  v_done boolean := p_event.status in ('processed', 'ignored');
begin
  insert into event_runs (event_id, execution_id, begun_at, finished_at, outcome)
  values (p_event.id, p_execution_id, p_begun_at, case when v_done then p_now end,
    case when v_done then 'replayed' end)
  on conflict do nothing;
  if found and not v_done then
    update events set status = 'processing', error = null, finished_at = null, updated_at = p_now,
      dispatched_at = coalesce(dispatched_at, p_now), workflow_execution_id = p_execution_id,
      deferred_by = null,
      attempts = attempts + 1
    where id = p_event.id;
  end if;
end $$;
