-- Takes a person out of stays, money and sales; what was sold, when, and for how much stays.
create or replace function forget_facts_of(p_contacts uuid[])
returns void language plpgsql as $$
declare
  v_holds constant uuid[] := array(select id from holds where contact_id = any(p_contacts));
  v_leads constant uuid[] := array(select id from leads where contact_id = any(p_contacts));
begin
  update holds set guest_name = null where id = any(v_holds);
  update payments set checkout_url = null, closed_why = case when closed_why is not null then 'erased' end
  where hold_id = any(v_holds);
  update refunds set why = null
  where payment_id in (select id from payments where hold_id = any(v_holds));
  -- why a person closed a task is in that person's words
  update tasks set outcome = 'erased'
  where outcome is not null and subject in (select unnest(v_holds)::text union all
    select id::text from payments where hold_id = any(v_holds));
  update leads set name = null, phone = null, email = null, source = null, funnel = null, location = null,
    project_type = null, answers = '{}', unusable = '[]', ad = null
  where id = any(v_leads);
  update pipeline set reason = null where lead_id = any(v_leads);
  update projects set title = null where lead_id = any(v_leads);
  update obras set name = null, address = null where lead_id = any(v_leads);
end $$;
