-- The project of the event's lead that is won already: the one that the payload names, else the latest one.
create or replace function won_project(p_event events)
returns uuid language sql stable as $$
  select id from projects
  where lead_id = p_event.lead_id and status = 'won'
    and id = coalesce(payload_uuid(p_event.payload, '{project_id}', false), id)
  order by won_at desc, id limit 1
$$;
