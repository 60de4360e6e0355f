-- Closes the log of one run of an event.
create or replace function finish_run(p_event_id text, p_execution_id text, p_outcome text, p_now timestamptz)
returns void language sql as $$
  insert into event_runs as r (event_id, execution_id, begun_at, finished_at, outcome)
  values (p_event_id, p_execution_id, p_now, p_now, p_outcome)
  on conflict (event_id, execution_id) do update set finished_at = p_now, outcome = p_outcome
  where r.finished_at is null
$$;
