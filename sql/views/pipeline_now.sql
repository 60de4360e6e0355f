-- Where each lead stands, since when, and what it is worth so far.
create or replace view pipeline_now as
select l.id as lead_id, l.name, l.phone, l.source, l.funnel, l.location, l.project_type, l.stage,
  coalesce(moved.at, l.created_at) as since, now() - coalesce(moved.at, l.created_at) as for_how_long,
  worth.projects, worth.won, worth.amount_cents, l.correlation_id
from leads l
cross join lateral (select max(p.moved_at) as at from pipeline p where p.lead_id = l.id) moved
cross join lateral (
  select count(*) as projects, count(*) filter (where p.status = 'won') as won,
    sum(p.amount_cents) as amount_cents
  from projects p where p.lead_id = l.id) worth
order by since;
