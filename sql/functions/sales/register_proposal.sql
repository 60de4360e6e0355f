-- Step register_proposal: a proposal was sent to a lead. Payload: title?, amount_cents?, currency?.
-- Outcome: proposed {lead_id, project_id}. XH400 missing, invalid_text, invalid_integer.
create or replace function register_proposal(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'register_proposal');
  v_event events;
  v_lead leads;
  v_project_id uuid;
begin
  if v_done is not null then
    return v_done;
  end if;
  select * into v_event from events where id = p_event_id;
  v_lead := lock_lead(v_event);
  v_project_id := insert_project(v_lead, v_event, null, p_now);
  perform change_stage(v_lead, 'proposta', null, v_event, p_now);
  perform emit('project.proposed', 'project', v_project_id::text, v_event.correlation_id, p_event_id,
    jsonb_build_object('lead_id', v_lead.id));
  return finish_step(p_event_id, 'register_proposal',
    jsonb_build_object('outcome', 'proposed', 'lead_id', v_lead.id, 'project_id', v_project_id));
end $$;
