-- Money that is no reservation, the oldest first, and `why`: waiting for a person (`reason` says for what);
-- news of money whose event is not finished after two minutes, however often it was tried; a provider that
-- does not say how a payment stands; or, which should never be, succeeded without a reservation: of these the
-- ones of p_since on (null: of eight days), older ones are diagnose_history's.
create or replace function payments_without_reservation(
  p_now timestamptz default now(), p_since timestamptz default null)
returns table (
  payment_id uuid, provider_object_id text, hold_id uuid, hold_status hold_status, correlation_id uuid,
  status payment_status, reason text, amount_cents bigint, currency char(3), updated_at timestamptz,
  why text, event_id text)
language sql stable security definer set search_path = public, pg_temp as $$
  with found (payment, why) as (
    select p, 'waits_for_a_person' from payments p where p.status = 'needs_manual' and p.closed_by is null
    union all
    select p, 'succeeded_without_reservation' from payments p where p.status = 'succeeded'
      -- with two bounds the planner takes it for a short span, whatever the values, and reads no table whole
      and p.updated_at >= coalesce(p_since, p_now - interval '8 days') and p.updated_at <= 'infinity'
      and not exists (
      select from reservations r where r.payment_id = p.id and r.status = 'confirmed')
    union all
    select p, 'provider_silent' from payments p where p.status in ('open', 'processing') and p.asks >= 3
  ), news as (
    select e.* from events e where e.event_type = 'payment_succeeded'
      and e.status in ('received', 'processing', 'failed') and e.created_at < p_now - interval '2 minutes'
  )
  select (f.payment).id, (f.payment).provider_object_id, (f.payment).hold_id, h.status,
    (f.payment).correlation_id,
    (f.payment).status, (f.payment).reason, (f.payment).amount_cents, (f.payment).currency,
    (f.payment).updated_at, f.why, null
  from found f left join holds h on h.id = (f.payment).hold_id
  union all
  select p.id, n.payload->>'session_id', coalesce(p.hold_id, n.hold_id), h.status, n.correlation_id,
    p.status, coalesce(n.error, p.reason), p.amount_cents, p.currency, n.created_at, 'event_unfinished', n.id
  from news n left join payments p on p.provider_object_id = n.payload->>'session_id'
    left join holds h on h.id = coalesce(p.hold_id, n.hold_id)
  where p.id is null or p.status not in ('succeeded', 'needs_manual', 'refunded')
  order by 10
$$;
