-- Step mark_won: a lead said yes, to the project that the payload names or else to its latest proposal;
-- without any proposal the project begins as won. Payload: project_id?, title?, amount_cents?, currency?.
-- Outcome: won {lead_id, project_id}. XH400 missing, invalid_…; XH404 unknown_project.
create or replace function mark_won(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'mark_won');
  v_event events;
  v_lead leads;
  v_project_id uuid;
begin
  if v_done is not null then
    return v_done;
  end if;
  select * into v_event from events where id = p_event_id;
  v_lead := lock_lead(v_event);
  v_project_id := coalesce(project_of_event(v_event, 'proposed'), payload_uuid(v_event.payload, '{project_id}', false));
  update projects set status = 'won', won_at = p_now where id = v_project_id and status = 'proposed';
  if v_project_id is null then
    v_project_id := insert_project(v_lead, v_event, p_now, p_now);
  end if;
  perform change_stage(v_lead, 'ganho', v_event.payload->>'reason', v_event, p_now);
  perform emit('project.won', 'project', v_project_id::text, v_event.correlation_id, p_event_id,
    jsonb_build_object('lead_id', v_lead.id));
  return finish_step(p_event_id, 'mark_won',
    jsonb_build_object('outcome', 'won', 'lead_id', v_lead.id, 'project_id', v_project_id));
end $$;
