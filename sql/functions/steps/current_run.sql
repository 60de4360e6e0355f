-- The run of this event that the transaction is part of, as the deployed function's door set it for its
-- calls; null outside of one: {event_id, execution_id, begun_at, event_type?, more_after?, so_far?,
-- outcome_as?}, as functions/hotelly/run.py has it.
create or replace function current_run(p_event_id text)
returns jsonb language plpgsql stable as $$
declare
  v_run jsonb := nullif(current_setting('hotelly.run', true), '');
begin
  return case when v_run->>'event_id' = p_event_id then v_run end;
end $$;
