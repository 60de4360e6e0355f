-- The next piece of time of which Stripe's own list of events is to be read: from where the last sweep ended,
-- with five minutes again for what showed late, six hours at most, and not the last two minutes, in which
-- webhooks are under way.
-- The first sweep begins three days back. Outcomes: window {from, to, behind: there is more to read after
-- it}; paused, while anything is that Stripe sends.
create or replace function sweep_window(p_now timestamptz default now())
returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  select jsonb_build_object('outcome', case when exists (select from pauses
      where ended_at is null and what in ('stripe', 'all') and coalesce(until, 'infinity') > p_now)
    then 'paused' else 'window' end, 'from', began - interval '5 minutes', 'to', ends,
    'behind', ends < p_now - interval '2 minutes')
  from (select least(coalesce((select read_to from sweep_marks where name = 'stripe_events'),
    p_now - interval '3 days'), p_now - interval '2 minutes') as began) mark
  cross join lateral (select least(began + interval '6 hours', p_now - interval '2 minutes') as ends) span
$$;
