-- Nothing more can be done for an event now: the sweep runs it again from then on, and this run has cost it
-- no attempt. Answers {outcome: later, finished, result}.
create or replace function defer_event(
  p_event_id text, p_until timestamptz, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform put_off(p_event_id, current_run(p_event_id)->>'execution_id', 'later', p_now);
  update events set not_before = p_until where id = p_event_id and result is null;
  return '{"outcome": "later", "finished": true, "result": {"outcome": "later"}}';
end $$;
