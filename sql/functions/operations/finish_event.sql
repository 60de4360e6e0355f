-- Ends an event as processed or ignored, with its result. The first result stays.
-- Outcome: finished. XH400 invalid_status; XH404 unknown_event.
create or replace function finish_event(
  p_event_id text, p_execution_id text, p_status text, p_result jsonb, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if p_status not in ('processed', 'ignored') then
    perform refuse('XH400', 'invalid_status', 'status', 'An event ends as processed or ignored.');
  end if;
  update events set status = p_status::event_status, result = coalesce(p_result, '{}'), error = null,
    finished_at = p_now, updated_at = p_now
  where id = p_event_id and status not in ('processed', 'ignored');
  perform finish_run(p_event_id, p_execution_id, p_status, p_now) from events where id = p_event_id;
  if not found then
    perform refuse('XH404', 'unknown_event', 'event_id', 'No event with this id was ever received.');
  end if;
  return (select jsonb_build_object('outcome', 'finished', 'event_id', id, 'status', status, 'result', result)
    from events where id = p_event_id);
end $$;
