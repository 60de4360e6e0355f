-- The message of (event, template), new or from an earlier attempt. A guest hears the same of a hold once:
-- a second event that would say it again gets the first one's message.
create or replace function outbound_message(
  p_event events, p_contact contacts, p_template text, p_now timestamptz)
returns messages language plpgsql as $$
declare
  v_message messages;
  v_instance text := (select whatsapp_instance from properties where id = p_event.property_id);
begin
  insert into messages (
    conversation_id, direction, event_id, hold_id, template, status, correlation_id, created_at, updated_at)
  values (
    open_conversation(p_contact.id, v_instance, p_event.correlation_id, p_now), 'outbound', p_event.id,
    p_event.hold_id, p_template, 'pending', p_event.correlation_id, p_now, p_now)
  on conflict do nothing;
  select * into v_message from messages
  where template = p_template
    and (event_id = p_event.id or hold_id = p_event.hold_id);
  return v_message;
end $$;
