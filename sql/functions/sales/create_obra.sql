-- Step create_obra: the work of a won project begins, once a project.
-- Payload: project_id?, name?, address?, starts_on?.
-- Outcomes: created {lead_id, project_id, obra_id}, no_won_project {lead_id}.
-- XH400 missing, invalid_…; XH404 unknown_project.
create or replace function create_obra(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'create_obra');
  v_event events;
  v_lead leads;
  v_project_id uuid;
  v_obra_id uuid;
begin
  if v_done is not null then
    return v_done;
  end if;
  select * into v_event from events where id = p_event_id;
  v_lead := lock_lead(v_event);
  v_project_id := project_of_event(v_event, 'won');
  if v_project_id is null then
    return finish_step(p_event_id, 'create_obra',
      jsonb_build_object('outcome', 'no_won_project', 'lead_id', v_lead.id));
  end if;
  insert into obras (project_id, lead_id, name, address, starts_on, event_id, correlation_id, created_at)
  values (v_project_id, v_lead.id, payload_text(v_event.payload, '{name}', false),
    payload_text(v_event.payload, '{address}', false, 2000),
    payload_date(v_event.payload, '{starts_on}', false),
    p_event_id, v_event.correlation_id, p_now)
  returning id into v_obra_id;
  perform change_stage(v_lead, 'obra', null, v_event, p_now);
  perform emit('obra.created', 'obra', v_obra_id::text, v_event.correlation_id, p_event_id,
    jsonb_build_object('lead_id', v_lead.id, 'project_id', v_project_id));
  return finish_step(p_event_id, 'create_obra', jsonb_build_object('outcome', 'created', 'lead_id', v_lead.id,
    'project_id', v_project_id, 'obra_id', v_obra_id));
end $$;
