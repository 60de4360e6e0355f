-- Events that need to be run (again), oldest first, and why: failed; received and never begun;
-- begun by a run that has been silent since p_older_than. Each attempt waits twice as long as the one before,
-- up to 256 times p_older_than. What a pause has deferred is run once the pause is over, without waiting. A
-- claim of the future, by a clock that was wrong, is none. Events out of attempts are left to people.
create or replace function reprocess_candidates(
  p_now timestamptz default now(), p_older_than interval default '2 minutes',
  p_max_attempts integer default null)
returns table (
  event_id text, correlation_id uuid, event_type text, source text, status event_status, error text,
  attempts integer, why text, created_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select e.id, e.correlation_id, e.event_type, e.source, e.status, e.error, e.attempts,
    case when e.deferred_by is not null then 'deferred' when e.status = 'failed' then 'failed'
      when e.status = 'received' then 'never_begun' else 'silent' end,
    e.created_at
  from events e
  where e.status in ('received', 'processing', 'failed')
    and e.attempts < coalesce(p_max_attempts, max_attempts())
    and (coalesce(e.dispatch_claimed_at, '-infinity')
        <= p_now - p_older_than * case when e.deferred_by is null
          then 2 ^ least(greatest(e.attempts - 1, 0), 8) else 1 end
      or e.dispatch_claimed_at > p_now + interval '5 minutes')
    and coalesce(e.not_before, '-infinity') <= p_now
    and case when e.deferred_by is not null then not is_paused(e.deferred_by, e.property_id, p_now)
      else e.status <> 'processing' or e.updated_at <= p_now - p_older_than and not exists (
        select from event_steps s where s.event_id = e.id and s.at > p_now - p_older_than) end
  order by e.created_at
$$;
