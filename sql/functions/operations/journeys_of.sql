-- The journeys of whatever an operator has in hand, newest first: the id of an event, hold, payment,
-- reservation, lead, message, execution or Checkout Session, a sender's own id, a correlation id, or at least
-- the first eight letters of one or of a hold's id, which is the code that a guest has.
create or replace function journeys_of(p_id text)
returns setof uuid language sql stable security definer set search_path = public, pg_temp as $$
  with given as (
    select trim(p_id) as id, uuid_or_null(trim(p_id)) as uuid,
      case when trim(p_id) ~ '^[0-9a-fA-F-]{8,36}$' then lower(trim(p_id)) || '%' end as prefix
  ), found (correlation_id, at) as (
    select e.correlation_id, e.created_at from events e, given g
    where e.id = g.id or e.external_id = g.id or e.workflow_execution_id = g.id
      or e.workflow_execution_id like '%/' || g.id
      or e.hold_id = g.uuid or e.lead_id = g.uuid or e.correlation_id::text like g.prefix
    union all
    select e.correlation_id, r.begun_at from event_runs r join events e on e.id = r.event_id, given g
    where r.execution_id = g.id
    union all
    select h.correlation_id, h.created_at from holds h, given g
    where h.id::text like g.prefix or h.contact_id = g.uuid
    union all
    select p.correlation_id, p.created_at from payments p, given g
    where p.id = g.uuid or p.provider_object_id = g.id or p.payment_intent = g.id
    union all
    select r.correlation_id, r.confirmed_at from reservations r, given g where r.id = g.uuid
    union all
    select l.correlation_id, l.created_at from leads l, given g where l.id = g.uuid
    union all
    select m.correlation_id, m.created_at from messages m, given g
    where m.id = g.uuid or m.conversation_id = g.uuid or m.provider_id = g.id
    union all
    select o.correlation_id, o.created_at from outbox_events o, given g where o.aggregate_id = g.id
  )
  select correlation_id from found where correlation_id is not null group by correlation_id
  order by max(at) desc
$$;
