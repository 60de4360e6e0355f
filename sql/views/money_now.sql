-- Money by property and day of the payment's last change: what became a reservation, what is on its
-- way, and what a person has to decide about.
create or replace view money_now as
select coalesce(h.property_id, '(unknown)') as property_id, p.updated_at::date as day, p.currency, p.status,
  p.reason, count(*) as payments, sum(p.amount_cents) as amount_cents
from payments p left join holds h on h.id = p.hold_id
where p.status in ('processing', 'succeeded', 'needs_manual', 'refunded')
group by 1, 2, 3, 4, 5
order by day desc, property_id, p.status;
