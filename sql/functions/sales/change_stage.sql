-- Moves a locked lead to a stage, unless it is there already.
create or replace function change_stage(
  p_lead leads, p_to_stage text, p_reason text, p_event events, p_now timestamptz)
returns void language plpgsql as $$
begin
  update leads set stage = p_to_stage, updated_at = p_now where id = p_lead.id and stage <> p_to_stage;
  if found then
    perform log_stage(p_lead.id, p_lead.stage, p_to_stage, p_reason, p_event, p_now);
  end if;
end $$;
