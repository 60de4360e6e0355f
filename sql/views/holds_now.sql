-- The holds that are active, the first to lapse first: deadline, payment, and whether it is overdue.
create or replace view holds_now as
select h.id as hold_id, h.property_id, h.check_in, h.check_out, h.amount_cents, h.currency, h.expires_at,
  h.release_at, h.expires_at < now() as overdue, p.status as payment, p.attempt,
  p.provider_object_id as session_id,
  h.correlation_id
from holds h
left join lateral (
  select * from payments p where p.hold_id = h.id order by p.attempt desc limit 1) p on true
where h.status = 'active'
order by h.expires_at;
