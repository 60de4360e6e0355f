-- Records that a workflow execution was started for an event. Outcome: dispatched.
create or replace function mark_dispatched(p_event_id text, p_execution_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update events set dispatched_at = p_now, workflow_execution_id = coalesce(workflow_execution_id, p_execution_id)
  where id = p_event_id;
  if not found then
    perform refuse('XH404', 'unknown_event', 'event_id', 'No event with this id was ever received.');
  end if;
  return jsonb_build_object('outcome', 'dispatched', 'event_id', p_event_id);
end $$;
