-- The lead of an event, locked. XH400 missing.
create or replace function lock_lead(p_event events)
returns leads language plpgsql as $$
declare
  v_lead leads;
begin
  select * into v_lead from leads where id = p_event.lead_id for no key update;
  if not found then
    perform refuse('XH400', 'missing', 'lead_id', 'This kind of event belongs to a lead.');
  end if;
  return v_lead;
end $$;
