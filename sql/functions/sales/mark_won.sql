-- Step mark_won: a lead said yes, to the project that the payload names or else to its latest proposal; with
-- neither, and nothing won before, the project begins as won. Payload: project_id?, title?, amount_cents?,
-- currency?.
-- Outcomes: won, already_won {lead_id, project_id}: a yes said again changes nothing.
-- XH400 missing, invalid_…; XH404 unknown_project.
create or replace function mark_won(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'mark_won');
  v_event events;
  v_lead leads;
  v_proposed uuid;
  v_won uuid;
begin
  if v_done is not null then
    return v_done;
  end if;
  select * into v_event from events where id = p_event_id;
  v_lead := lock_lead(v_event);
  v_won := won_project(v_event);
  v_proposed := project_of_event(v_event, 'proposed');
  -- an older proposal than the one that was won is not what a second yes means
  if not v_event.payload ? 'project_id' and (select proposed_at from projects where id = v_proposed)
      <= (select won_at from projects where id = v_won) then
    v_proposed := null;
  end if;
  if v_proposed is null and v_won is not null then
    return finish_step(p_event_id, 'mark_won',
      jsonb_build_object('outcome', 'already_won', 'lead_id', v_lead.id, 'project_id', v_won));
  end if;
  update projects set status = 'won', won_at = p_now where id = v_proposed;
  v_won := coalesce(v_proposed, insert_project(v_lead, v_event, p_now, p_now));
  perform change_stage(v_lead, 'ganho', v_event.payload->>'reason', v_event, p_now);
  perform emit('project.won', 'project', v_won::text, v_event.correlation_id, p_event_id,
    jsonb_build_object('lead_id', v_lead.id));
  return finish_step(p_event_id, 'mark_won',
    jsonb_build_object('outcome', 'won', 'lead_id', v_lead.id, 'project_id', v_won));
end $$;
