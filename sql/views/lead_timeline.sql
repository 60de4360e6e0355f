-- What happened to each lead, in order: what came in, stages, messages, proposals, obras. States and
-- times only; who the lead is stands in pipeline_now.
create or replace view lead_timeline as
select l.id as lead_id, line.at, line.kind, line.what, line.outcome, line.correlation_id
from leads l cross join lateral (
  select e.created_at, 'event', e.event_type, e.status::text, e.correlation_id
  from events e where e.lead_id = l.id
  union all
  select p.moved_at, 'stage', coalesce(p.from_stage || ' -> ', '') || p.to_stage, p.reason, p.correlation_id
  from pipeline p where p.lead_id = l.id
  union all
  select m.created_at, 'message', coalesce(m.template, m.direction::text), m.status::text, m.correlation_id
  from messages m join conversations c on c.id = m.conversation_id where c.contact_id = l.contact_id
  union all
  select p.proposed_at, 'project', 'proposed', p.amount_cents::text, p.correlation_id
  from projects p where p.lead_id = l.id
  union all
  select p.won_at, 'project', 'won', p.amount_cents::text, p.correlation_id
  from projects p where p.lead_id = l.id and p.won_at is not null
  union all
  select o.created_at, 'obra', 'created', null, o.correlation_id
  from obras o where o.lead_id = l.id
) line (at, kind, what, outcome, correlation_id)
order by l.id, line.at;
