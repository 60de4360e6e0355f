-- Ends the run that the transaction is part of without ending its event: the sweep runs it again from then
-- on, at no cost of attempts. Answers {outcome: later, finished, result}.
create or replace function defer_event(p_event_id text, p_until timestamptz, p_now timestamptz)
returns jsonb language plpgsql as $$
begin
  update events set status = 'received', not_before = p_until, dispatch_claimed_at = null, updated_at = p_now,
    attempts = greatest(attempts - 1, 0)
  where id = p_event_id and status not in ('processed', 'ignored');
  perform finish_run(p_event_id, current_run(p_event_id)->>'execution_id', 'later', p_now)
  where current_run(p_event_id) is not null;
  return '{"outcome": "later", "finished": true, "result": {"outcome": "later"}}';
end $$;
