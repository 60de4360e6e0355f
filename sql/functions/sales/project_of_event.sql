-- The project of the event's lead that the payload names, or else its latest in a state and without an
-- obra; null when there is none. XH400 invalid_id; XH404 unknown_project.
create or replace function project_of_event(p_event events, p_status project_status)
returns uuid language plpgsql stable as $$
declare
  v_named uuid := payload_uuid(p_event.payload, '{project_id}', false);
begin
  if v_named is not null
    and not exists (select from projects where id = v_named and lead_id = p_event.lead_id) then
    perform refuse('XH404', 'unknown_project', 'payload.project_id', 'This lead has no such project.');
  end if;
  return (
    select p.id from projects p
    where p.lead_id = p_event.lead_id and p.id = coalesce(v_named, p.id) and p.status = p_status
      and not exists (select from obras o where o.project_id = p.id)
    order by p.proposed_at desc, p.id limit 1);
end $$;
