-- The routine's figures of the days from p_from to p_until: what came in, how far it got, what is stuck.
-- Counts, states and durations only. `funnel` is by property, from the quote that a hold is to the
-- reservation; `inquiries` is that of guests who wrote, from their first words.
create or replace function report(p_from timestamptz, p_until timestamptz default now())
returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  with period_holds as (
    select * from holds where created_at >= p_from and created_at < p_until
  ), funnel as (
    select p.id as property_id,
      (select count(*) from events e where e.property_id = p.id and e.event_type = 'hold_requested'
        and e.created_at >= p_from and e.created_at < p_until) as quotes,
      count(h.id) as holds,
      count(h.id) filter (where exists (select from payments y where y.hold_id = h.id)) as links,
      count(h.id) filter (where exists (select from payments y where y.hold_id = h.id
        and y.status in ('processing', 'succeeded', 'needs_manual', 'refunded'))) as paid,
      count(r.id) as reservations,
      round(extract(epoch from percentile_cont(0.5) within group (
        order by r.confirmed_at - h.created_at))::numeric
        / 60, 1) as median_minutes
    from properties p left join period_holds h on h.property_id = p.id
      left join reservations r on r.hold_id = h.id
    group by p.id
  ), backlog as (
    select status, count(*) as events, round(extract(epoch from p_until - min(created_at))) as oldest_seconds
    from events where status in ('received', 'processing', 'failed') and created_at < p_until group by status
  ), errors as (
    select event_type, coalesce(error, 'none') as error, count(*) as events
    from events where status = 'failed' and updated_at >= p_from and updated_at < p_until
    group by event_type, error
  )
  select jsonb_build_object(
    'from', p_from, 'until', p_until,
    'conversations', (select count(distinct m.conversation_id) from messages m
      where m.direction = 'inbound' and m.created_at >= p_from and m.created_at < p_until),
    'events', (select count(*) from events where created_at >= p_from and created_at < p_until),
    'run_again', (select count(*) from events
      where attempts > 1 and created_at >= p_from and created_at < p_until),
    'funnel', (select coalesce(jsonb_agg(to_jsonb(f) order by property_id), '[]') from funnel f),
    'inquiries', (select coalesce(jsonb_agg(to_jsonb(i) order by property_id), '[]')
      from inquiry_funnel(p_from, p_until) i),
    'backlog', (select coalesce(jsonb_agg(to_jsonb(b) order by status), '[]') from backlog b),
    'errors', (select coalesce(jsonb_agg(to_jsonb(e) order by events desc, event_type), '[]') from errors e),
    'stuck_holds', (select count(*) from find_stuck_holds(p_until) s where s.release_at < p_until),
    'payments_without_reservation', (select count(*) from payments_without_reservation()),
    'findings', diagnose(p_until))
$$;
