-- Step note_staff_reply: somebody of the hotel wrote to a guest on the telephone itself: it joins the chat,
-- and the house keeps silent there for a while. What we sent ourselves comes back the same way and is nothing
-- new.
-- Outcomes: noted {conversation_id}, own. XH400 missing, invalid_phone. XH409 message_under_way: ask again.
create or replace function note_staff_reply(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'note_staff_reply');
  v_event events;
  v_conversation_id uuid;
begin
  if v_done is not null then
    return v_done;
  end if;
  select * into v_event from events where id = p_event_id;
  v_conversation_id := open_conversation(upsert_contact(v_event.payload, '{}', true, p_event_id),
    v_event.payload->>'instance', v_event.correlation_id, p_now);
  if exists (select from messages
    where direction = 'outbound' and provider_id = v_event.payload->>'message_id') then
    return finish_step(p_event_id, 'note_staff_reply', '{"outcome": "own"}');
  end if;
  perform refuse('XH409', 'message_under_way', 'payload.message_id', 'A message is being sent; ask again.')
  from messages where conversation_id = v_conversation_id and status = 'sending'
    and sending_at > p_now - interval '2 minutes'
    and body = v_event.payload->>'text' limit 1;
  insert into messages (conversation_id, direction, event_id, template, status, provider_id, body, sending_at,
    correlation_id, created_at, updated_at)
  values (v_conversation_id, 'outbound', p_event_id, 'staff', 'sent', v_event.payload->>'message_id',
    coalesce(v_event.payload->>'text', '[' || (v_event.payload->>'shows') || ']', ''), p_now,
    v_event.correlation_id, p_now, p_now);
  perform emit('conversation.taken_over', 'conversation', v_conversation_id::text, v_event.correlation_id,
    p_event_id);
  update inquiries i set status = 'with_person', person_until = p_now + p.person_keeps
  from properties p where i.conversation_id = v_conversation_id and i.status <> 'closed'
    and p.id = i.property_id;
  return finish_step(p_event_id, 'note_staff_reply',
    jsonb_build_object('outcome', 'noted', 'conversation_id', v_conversation_id));
end $$;
