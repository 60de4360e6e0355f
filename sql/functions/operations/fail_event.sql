-- Marks an event as failed with the error's code, for the sweep to run it again. What another run
-- has finished stays finished. Outcome: failed. XH404 unknown_event.
create or replace function fail_event(
  p_event_id text, p_execution_id text, p_error text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update events set status = 'failed', error = coalesce(p_error, 'unknown'), finished_at = p_now, updated_at = p_now
  where id = p_event_id and status not in ('processed', 'ignored');
  perform finish_run(p_event_id, p_execution_id, 'failed', p_now) from events where id = p_event_id;
  if not found then
    perform refuse('XH404', 'unknown_event', 'event_id', 'No event with this id was ever received.');
  end if;
  return (select jsonb_build_object('outcome', 'failed', 'event_id', id, 'status', status)
    from events where id = p_event_id);
end $$;
