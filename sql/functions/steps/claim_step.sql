-- Takes (event, step) for this transaction. Null: it is ours to do. Otherwise it was done before and this is
-- its recorded result; or the event is finished, and that is the answer: to every run, and to anybody once
-- its payload is gone. The first step of a run begins it. The same event in another transaction is waited
-- for, on its row.
-- XH404 unknown_event; XH409 other_event_type: the caller took the event for one of another type.
create or replace function claim_step(p_event_id text, p_step text)
returns jsonb language plpgsql as $$
declare
  v_event events := lock_event(p_event_id);
  v_run jsonb := current_run(p_event_id);
  v_done jsonb := (select result from event_steps where event_id = p_event_id and step = p_step);
begin
  if v_run->>'event_type' <> v_event.event_type then
    perform refuse('XH409', 'other_event_type', 'event_type',
      'The event was received as one of another type.');
  elsif v_run is not null then
    perform begin_run(v_event, v_run->>'execution_id', least((v_run->>'begun_at')::timestamptz, now()),
      now());
  end if;
  if v_event.result is not null and (v_run is not null or v_event.stripped_at is not null) then
    return coalesce(v_done, '{"outcome": "finished"}')
      || jsonb_build_object('finished', true, 'result', v_event.result);
  elsif v_done is not null then
    return answer_step(p_event_id, v_done);
  end if;
  insert into event_steps (event_id, step) values (p_event_id, p_step);
  return null;
end $$;
