-- Takes the words out of what was said to a person, by them, and about them to staff; the rows. Inquiries and
-- their tasks are over.
create or replace function forget_chats_of(p_contacts uuid[], p_events text[], p_by text, p_now timestamptz)
returns bigint language plpgsql as $$
declare
  v_rows bigint;
begin
  update messages m
  set body = case when body is not null then '' end,
    provider_id = case when provider_id is not null then 'erased' end,
    error = case when error is not null then 'erased' end, updated_at = p_now
  where (m.event_id = any(p_events) or m.conversation_id in (
      select id from conversations where contact_id = any(p_contacts)))
    and (m.body <> '' or m.provider_id <> 'erased' or m.error <> 'erased');
  get diagnostics v_rows = row_count;
  update inquiries set status = 'closed', closed_at = coalesce(closed_at, p_now), slots = '{}', asked = null,
    options = '[]'
  where conversation_id in (select id from conversations where contact_id = any(p_contacts));
  update tasks set closed_at = coalesce(closed_at, p_now), closed_by = coalesce(closed_by, p_by),
    outcome = 'erased'
  where contact_id = any(p_contacts) and outcome is distinct from 'erased';
  return v_rows;
end $$;
