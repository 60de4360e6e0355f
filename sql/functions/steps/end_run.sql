-- Ends a run and, unless another one was first, its event, with this result. Returns the event's result.
create or replace function end_run(
  p_event_id text, p_execution_id text, p_status event_status, p_result jsonb, p_now timestamptz)
returns jsonb language plpgsql as $$
begin
  update events set status = p_status, result = coalesce(p_result, '{}'), error = null, finished_at = p_now,
    updated_at = p_now, deferred_by = null
  where id = p_event_id and status not in ('processed', 'ignored');
  perform finish_run(p_event_id, p_execution_id, p_status::text, p_now);
  return (select result from events where id = p_event_id);
end $$;
