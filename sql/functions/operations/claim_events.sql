-- Takes events that need to be run (again): failed; received and never begun, or reset by hand; begun by
-- a run that went silent. Each is given out once within p_older_than, and once for one p_now however short
-- that is, so a loop over batches ends.
create or replace function claim_events(
  p_limit integer default 50, p_older_than interval default '2 minutes', p_max_attempts integer default null,
  p_now timestamptz default now())
returns jsonb language sql security definer set search_path = public, pg_temp as $$
  with candidates as (
    select c.event_id from reprocess_candidates(p_now, p_older_than, p_max_attempts) c
  ), locked as (
    select id from events where id in (select event_id from candidates)
      and (coalesce(dispatch_claimed_at, '-infinity') <= p_now - p_older_than
        or dispatch_claimed_at > p_now + interval '5 minutes')
      and dispatch_claimed_at is distinct from p_now
    order by created_at limit p_limit for no key update skip locked
  ), claimed as (
    update events e set dispatch_claimed_at = p_now from locked where e.id = locked.id
    returning e.id, e.correlation_id, e.event_type, e.property_id, e.created_at
  )
  select jsonb_build_object('outcome', 'claimed', 'events', coalesce(jsonb_agg(jsonb_build_object(
    'event_id', id, 'correlation_id', correlation_id, 'event_type', event_type, 'property_id', property_id)
    order by created_at), '[]'))
  from claimed
$$;
