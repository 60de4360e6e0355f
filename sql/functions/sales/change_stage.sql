-- Moves a locked lead to a stage, unless it is there already. False, and nothing is changed, where an event
-- that was received later has set the stage: news count in the order of receipt, whatever order they run in.
create or replace function change_stage(
  p_lead leads, p_to_stage text, p_reason text, p_event events, p_now timestamptz)
returns boolean language plpgsql as $$
begin
  if p_lead.stage_receipt > p_event.receipt then
    return false;
  end if;
  update leads set stage = p_to_stage, stage_receipt = p_event.receipt, updated_at = p_now
  where id = p_lead.id;
  if p_lead.stage <> p_to_stage then
    perform log_stage(p_lead.id, p_lead.stage, p_to_stage, p_reason, p_event, p_now);
  end if;
  return true;
end $$;
