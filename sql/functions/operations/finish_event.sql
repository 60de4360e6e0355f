-- Ends an event whose last step did not end it: processed, or ignored when nobody handles its type. The first
-- result stays. What a step put off stays put off: a workflow of the release before
-- does not know that. Outcomes: finished {status, result}, later. XH400 invalid_status; XH404 unknown_event.
create or replace function finish_event(
  p_event_id text, p_execution_id text, p_status text, p_result jsonb, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if p_status not in ('processed', 'ignored') then
    perform refuse('XH400', 'invalid_status', 'status', 'An event ends as processed or ignored.');
  end if;
  perform begin_run(lock_event(p_event_id), p_execution_id, p_now, p_now);
  if exists (select from events where id = p_event_id and result is null
      and (not_before > p_now or deferred_by is not null)) then
    perform put_off(p_event_id, p_execution_id, 'later', p_now);
    return '{"outcome": "later", "finished": true, "result": {"outcome": "later"}}';
  end if;
  perform end_run(p_event_id, p_execution_id, p_status::event_status, p_result, p_now);
  return (select jsonb_build_object('outcome', 'finished', 'event_id', id, 'status', status, 'finished', true,
    'result', result) from events where id = p_event_id);
end $$;
