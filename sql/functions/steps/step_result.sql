-- The recorded result of a step, null when it was not done yet.
create or replace function step_result(p_event_id text, p_step text)
returns jsonb language sql volatile as $$
  select result from event_steps where event_id = p_event_id and step = p_step
$$;
