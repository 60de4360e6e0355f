-- Records the result of a claimed step, and returns what to answer.
create or replace function finish_step(p_event_id text, p_step text, p_result jsonb)
returns jsonb language plpgsql as $$
begin
  update event_steps set result = p_result, at = clock_timestamp()
  where event_id = p_event_id and step = p_step;
  return answer_step(p_event_id, p_result);
end $$;
