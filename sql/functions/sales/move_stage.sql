-- Step move_stage: a lead goes on in the pipeline, if it is where the sender believes it to be.
-- Payload: to_stage, from_stage?, reason?. XH400 missing, invalid_text.
-- Outcomes: moved {lead_id, stage}; stale, where a later event has moved it.
create or replace function move_stage(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'move_stage');
  v_event events;
  v_lead leads;
  v_from text;
  v_to text;
begin
  if v_done is not null then
    return v_done;
  end if;
  select * into v_event from events where id = p_event_id;
  v_lead := lock_lead(v_event);
  v_from := payload_text(v_event.payload, '{from_stage}', false, 60);
  v_to := payload_text(v_event.payload, '{to_stage}', p_longest => 60);
  if v_from <> v_lead.stage or not change_stage(v_lead, v_to, v_event.payload->>'reason', v_event, p_now) then
    return finish_step(p_event_id, 'move_stage',
      jsonb_build_object('outcome', 'stale', 'lead_id', v_lead.id, 'stage', v_lead.stage));
  end if;
  return finish_step(p_event_id, 'move_stage',
    jsonb_build_object('outcome', 'moved', 'lead_id', v_lead.id, 'stage', v_to));
end $$;
