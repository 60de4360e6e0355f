-- The building sites, the next to begin first, with the lead and the project each came from.
create or replace view obras_now as
select o.id as obra_id, o.name, o.address, o.starts_on, p.title as project, p.amount_cents, p.currency,
  l.name as lead_name, l.phone as lead_phone, o.lead_id, o.project_id, o.correlation_id, o.created_at
from obras o join projects p on p.id = o.project_id join leads l on l.id = o.lead_id
order by o.starts_on nulls last, o.created_at;
