-- Writes a lead's move in the pipeline, and tells of it.
create or replace function log_stage(
  p_lead_id uuid, p_from_stage text, p_to_stage text, p_reason text, p_event events, p_now timestamptz)
returns void language plpgsql as $$
begin
  insert into pipeline (lead_id, from_stage, to_stage, reason, event_id, correlation_id, moved_at)
  values (p_lead_id, p_from_stage, p_to_stage, p_reason, p_event.id, p_event.correlation_id, p_now);
  perform emit('lead.stage_changed', 'lead', p_lead_id::text, p_event.correlation_id, p_event.id,
    jsonb_build_object('from_stage', p_from_stage, 'to_stage', p_to_stage));
end $$;
