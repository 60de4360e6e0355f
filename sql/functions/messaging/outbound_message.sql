-- The message of (event, template), new or from an earlier attempt. Of a hold there is one of each template:
-- the link that answers who asks again is the event's alone.
create or replace function outbound_message(p_event events, p_template text, p_now timestamptz)
returns messages language plpgsql as $$
declare
  v_message messages := message_of_event(p_event, p_template);
  v_contact contacts;
  v_instance text := (select whatsapp_instance from properties where id = p_event.property_id);
begin
  if v_message.id is not null then
    return v_message;
  end if;
  v_contact := contact_of_event(p_event);
  if p_event.event_type = 'hold_requested' and exists (
      select from messages where hold_id = p_event.hold_id and template = p_template) then
    p_event.hold_id := null;
  end if;
  insert into messages (
    conversation_id, direction, event_id, hold_id, template, status, correlation_id, created_at, updated_at)
  values (
    open_conversation(v_contact.id, v_instance, p_event.correlation_id, p_now), 'outbound', p_event.id,
    p_event.hold_id, p_template, 'pending', p_event.correlation_id, p_now, p_now)
  on conflict do nothing;
  return message_of_event(p_event, p_template);
end $$;
