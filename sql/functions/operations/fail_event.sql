-- Marks an event as failed with the error's code, for the sweep to run it again. What another run
-- has finished stays finished. Outcome: failed. XH404 unknown_event.
create or replace function fail_event(
  p_event_id text, p_execution_id text, p_error text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- a first step that was refused has taken the run's begin back with it
  perform begin_run(lock_event(p_event_id), p_execution_id, p_now, p_now);
  update events set status = 'failed', error = coalesce(p_error, 'unknown'), finished_at = p_now,
    updated_at = p_now, deferred_by = null
  where id = p_event_id and status not in ('processed', 'ignored');
  perform finish_run(p_event_id, p_execution_id, 'failed', p_now);
  update event_runs set error = coalesce(p_error, 'unknown')
  where event_id = p_event_id and execution_id = p_execution_id and outcome = 'failed';
  return (select jsonb_build_object('outcome', 'failed', 'event_id', id, 'status', status)
    from events where id = p_event_id);
end $$;
