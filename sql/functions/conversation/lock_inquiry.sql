-- The open inquiry of a conversation, locked; a new one where there is none or it was forgotten.
create or replace function lock_inquiry(p_event events, p_conversation_id uuid, p_now timestamptz)
returns inquiries language plpgsql as $$
declare
  v_inquiry inquiries;
begin
  perform from conversations where id = p_conversation_id for no key update;
  v_inquiry := inquiry_of(p_conversation_id, p_event.property_id, p_now);
  if v_inquiry.id is not null then
    return v_inquiry;
  end if;
  update inquiries set status = 'closed', closed_at = p_now
  where conversation_id = p_conversation_id and status <> 'closed';
  insert into inquiries (conversation_id, property_id, correlation_id, started_at, turned_at)
  values (p_conversation_id, p_event.property_id, p_event.correlation_id, p_now, p_now)
  returning * into v_inquiry;
  return v_inquiry;
end $$;
