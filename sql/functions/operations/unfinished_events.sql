-- Events without an end ten minutes after they came in, the oldest first: whatever became of their runs, each
-- stays here until it ends. `severity` is ERROR when nobody will run it any more, and for news of money after
-- an hour.
create or replace function unfinished_events(p_now timestamptz default now())
returns table (
  event_id text, event_type text, status event_status, error text, attempts integer, created_at timestamptz,
  out_of_attempts boolean, severity text)
language sql stable as $$
  select e.id, e.event_type, e.status, e.error, e.attempts, e.created_at, spent.is,
    case when spent.is or e.event_type = 'payment_succeeded' and e.created_at < p_now - interval '1 hour'
      then 'ERROR' else 'WARNING' end
  from events e cross join lateral (
    select e.attempts >= max_attempts() and e.updated_at < p_now - interval '10 minutes' as is) spent
  where e.status in ('received', 'processing', 'failed')
    and (spent.is or coalesce(e.not_before, e.created_at) < p_now - interval '10 minutes')
  order by e.created_at
$$;
