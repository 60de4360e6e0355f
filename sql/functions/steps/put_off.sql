-- Ends a run without ending its event, which gets back the attempt that the run has cost. The caller says
-- what the event waits for.
create or replace function put_off(p_event_id text, p_execution_id text, p_outcome text, p_now timestamptz)
returns void language plpgsql as $$
begin
  perform lock_event(p_event_id);
  update event_runs set finished_at = p_now, outcome = p_outcome
  where event_id = p_event_id and execution_id = p_execution_id and finished_at is null;
  update events set dispatch_claimed_at = null, updated_at = p_now,
    attempts = greatest(attempts - found::integer, 0)
  where id = p_event_id and result is null;
  perform finish_run(p_event_id, p_execution_id, p_outcome, p_now) where p_execution_id is not null;
end $$;
