-- Active holds past their deadline, the longest overdue first. `awaits` says what keeps the rooms: an
-- open or processing payment until its provider says how it ended; nothing, and then the expiry of holds is
-- not running.
create or replace function find_stuck_holds(p_now timestamptz default now())
returns table (
  hold_id uuid, property_id text, correlation_id uuid, expires_at timestamptz, release_at timestamptz,
  overdue interval, awaits payment_status)
language sql stable security definer set search_path = public, pg_temp as $$
  select h.id, h.property_id, h.correlation_id, h.expires_at, h.release_at, p_now - h.expires_at,
    (select p.status from payments p where p.hold_id = h.id and p.status in ('open', 'processing')
      and p.provider_object_id is not null order by p.attempt desc limit 1)
  from holds h
  where h.status = 'active' and h.expires_at < p_now
  order by h.expires_at
$$;
