-- Refunds that were decided on and not told to the provider within a quarter of an hour, or on their way for
-- ten days.
create or replace function stuck_refunds(p_now timestamptz default now())
returns setof refunds language sql stable as $$
  select * from refunds
  where status = 'requested' and created_at < p_now - interval '15 minutes'
    or status = 'pending' and updated_at < p_now - interval '10 days'
$$;
