-- Marks the messages of a turn as answered by it, and has its reply, if there is one, wait to be sent.
create or replace function answer_messages(
  p_event events, p_message messages, p_reply text, p_now timestamptz)
returns void language sql as $$
  update messages set turn_event_id = p_event.id
  where conversation_id = p_message.conversation_id and direction = 'inbound' and turn_event_id is null
    and (created_at, id) <= (p_message.created_at, p_message.id);
  insert into messages (conversation_id, direction, event_id, template, status, body, correlation_id,
    created_at, updated_at)
  select p_message.conversation_id, 'outbound', p_event.id, 'reply', 'pending', p_reply,
    p_event.correlation_id, p_now, p_now
  where p_reply is not null
$$;
