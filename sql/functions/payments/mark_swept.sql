-- Records how far Stripe's list of events was read. Outcome: marked.
create or replace function mark_swept(p_read_to timestamptz)
returns jsonb language sql security definer set search_path = public, pg_temp as $$
  insert into sweep_marks as m (name, read_to) values ('stripe_events', p_read_to)
  on conflict (name) do update set read_to = greatest(m.read_to, excluded.read_to);
  select '{"outcome": "marked"}'::jsonb
$$;
