-- All that is kept about a person, as JSON: {table: [row, …]}. Complete: whatever erase_contact takes away
-- is in it. XH404 unknown_contact.
create or replace function export_contact(p_contact_id uuid)
returns jsonb language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  v_person constant uuid[] := person_of(p_contact_id);
  v_holds constant uuid[] := array(select id from holds where contact_id = any(v_person));
  v_money constant uuid[] := array(select id from payments where hold_id = any(v_holds));
  v_leads constant uuid[] := array(select id from leads where contact_id = any(v_person));
  v_chats constant uuid[] := array(select id from conversations where contact_id = any(v_person));
  v_events text[];
begin
  if v_person = '{}' then
    perform refuse('XH404', 'unknown_contact', 'contact_id', 'No contact has this id.');
  end if;
  v_events := array(select id from events_of_person(v_person, traces_of(v_person)));
  return (select jsonb_object_agg(name, rows) from (
    select name, jsonb_agg(row) as rows from (
      select 'contacts' as name, to_jsonb(t) as row from contacts t where id = any(v_person)
      union all select 'contact_identities', to_jsonb(t) from contact_identities t
        where contact_id = any(v_person)
      union all select 'contact_merges', to_jsonb(t) from contact_merges t
        where from_id = any(v_person) or into_id = any(v_person)
      union all select 'conversations', to_jsonb(t) from conversations t where id = any(v_chats)
      union all select 'messages', to_jsonb(t) from messages t
        where conversation_id = any(v_chats) or event_id = any(v_events)
      union all select 'inquiries', to_jsonb(t) from inquiries t where conversation_id = any(v_chats)
      union all select 'tasks', to_jsonb(t) from tasks t where contact_id = any(v_person)
      union all select 'holds', to_jsonb(t) from holds t where id = any(v_holds)
      union all select 'hold_nights', to_jsonb(t) from hold_nights t where hold_id = any(v_holds)
      union all select 'payments', to_jsonb(t) from payments t where id = any(v_money)
      union all select 'refunds', to_jsonb(t) from refunds t where payment_id = any(v_money)
      union all select 'disputes', to_jsonb(t) from disputes t where payment_id = any(v_money)
      union all select 'reservations', to_jsonb(t) from reservations t where hold_id = any(v_holds)
      union all select 'leads', to_jsonb(t) from leads t where id = any(v_leads)
      union all select 'pipeline', to_jsonb(t) from pipeline t where lead_id = any(v_leads)
      union all select 'projects', to_jsonb(t) from projects t where lead_id = any(v_leads)
      union all select 'obras', to_jsonb(t) from obras t where lead_id = any(v_leads)
      union all select 'events', to_jsonb(t) from events t where id = any(v_events)) each_row
    group by name) each_table);
end $$;
