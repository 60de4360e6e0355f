-- What is paused, since when, by whom and why, and how many events wait for the end of it.
create or replace view pauses_now as
select p.what, coalesce(p.property_id, 'all') as property, p.begun_at, p.until, p.paused_by, p.reason,
  (select count(*) from events e
    where e.status in ('received', 'processing', 'failed')
      and (e.deferred_by = p.what or p.what = 'all' and e.deferred_by is not null)
      and (p.property_id is null or e.property_id = p.property_id)) as events_waiting
from pauses p
where p.ended_at is null and coalesce(p.until, 'infinity') > now()
order by p.begun_at;
