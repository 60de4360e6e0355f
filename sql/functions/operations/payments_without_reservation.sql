-- Money that is no reservation: waiting for a person (`reason` says why), or, which should never be,
-- succeeded without one. The oldest first.
create or replace function payments_without_reservation()
returns table (
  payment_id uuid, provider_object_id text, hold_id uuid, hold_status hold_status, correlation_id uuid,
  status payment_status, reason text, amount_cents bigint, currency char(3), updated_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, p.provider_object_id, p.hold_id, h.status, p.correlation_id,
    p.status, p.reason, p.amount_cents, p.currency, p.updated_at
  from payments p left join holds h on h.id = p.hold_id
  where p.status = 'needs_manual'
    or p.status = 'succeeded' and not exists (
      select from reservations r where r.payment_id = p.id and r.status = 'confirmed')
  order by p.updated_at
$$;
