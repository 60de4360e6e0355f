-- The answer of a step to its caller. Where nothing follows it in its run, the event ends here, in the step's
-- own transaction, and the answer says so: {…, finished: true, result: the event's}. Nothing follows when the
-- run has `more_after` and this outcome is not in it. The event's result is the answer itself, or what the
-- steps before came to (`so_far`) with this outcome under the name `outcome_as`.
create or replace function answer_step(p_event_id text, p_answer jsonb)
returns jsonb language plpgsql as $$
declare
  v_run jsonb := current_run(p_event_id);
  v_result jsonb := p_answer;
begin
  if v_run is null or not v_run ? 'more_after' or v_run->'more_after' ? (p_answer->>'outcome') then
    return p_answer;
  elsif v_run ? 'so_far' then
    v_result := v_run->'so_far' || jsonb_build_object(v_run->>'outcome_as', p_answer->'outcome');
  end if;
  return p_answer || jsonb_build_object('finished', true,
    'result', end_run(p_event_id, v_run->>'execution_id', 'processed', v_result, clock_timestamp()));
end $$;
