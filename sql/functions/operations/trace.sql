-- The whole journey of a correlation id in order: receipts, execution runs, steps, state changes, messages.
-- Details carry ids, states and durations only; a step's counts from the step before it, or from its run's
-- start.
create or replace function trace(p_correlation_id uuid)
returns table (at timestamptz, kind text, subject text, outcome text, detail jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  with journey as (
    select * from events where correlation_id = p_correlation_id
  ), lines (at, kind, subject, outcome, detail, place) as (
    select e.created_at, 'receipt', e.event_type, e.status::text, jsonb_build_object(
      'event_id', e.id, 'source', e.source, 'attempts', e.attempts, 'error', e.error,
      'property_id', e.property_id), 0
    from journey e
    union all
    select r.begun_at, 'run', e.event_type, coalesce(r.outcome, 'running'),
      jsonb_build_object('event_id', e.id,
      'execution_id', r.execution_id, 'error', r.error,
      'seconds', round(extract(epoch from r.finished_at - r.begun_at), 3)), 1
    from journey e join event_runs r on r.event_id = e.id
    union all
    select s.at, 'step', s.step, s.result->>'outcome', jsonb_build_object('event_id', e.id,
      'seconds', round(extract(epoch from s.at - greatest(begun.at,
        lag(s.at) over (partition by e.id order by s.at))), 3)), 3
    from journey e join event_steps s on s.event_id = e.id cross join lateral (
      select max(r.begun_at) as at from event_runs r where r.event_id = e.id and r.begun_at <= s.at) begun
    union all
    select o.created_at, 'change', o.aggregate, o.topic,
      jsonb_build_object('id', o.aggregate_id, 'event_id', o.event_id) || o.payload, 2
    from outbox_events o where o.correlation_id = p_correlation_id
    union all
    select m.updated_at, 'message', coalesce(m.template, m.direction::text), m.status::text,
      jsonb_build_object('event_id', m.event_id, 'message_id', m.id, 'direction', m.direction), 4
    from messages m where m.correlation_id = p_correlation_id
  )
  select at, kind, subject, outcome, jsonb_strip_nulls(detail) from lines order by at, place
$$;
