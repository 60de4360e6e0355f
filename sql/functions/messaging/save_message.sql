-- Step save_message: what a person wrote to us joins their conversation. Words that replace those of a
-- message change it; a voice note or a picture without words is kept as what it is.
-- Payload: phone or lid, message_id, text?, shows?, edits?, name?, instance?.
-- Outcomes: saved, edited {conversation_id, message_id, lead_id?}; awaits_answer {…, wait_seconds} at a
-- property that answers by itself. XH400 missing, invalid_text, invalid_phone.
create or replace function save_message(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'save_message');
  v_event events;
  v_contact_id uuid;
  v_conversation_id uuid;
  v_message messages;
  v_lead_id uuid;
  v_outcome text := 'edited';
  v_wait numeric;
begin
  if v_done is not null then
    return v_done;
  end if;
  select * into v_event from events where id = p_event_id;
  v_contact_id := upsert_contact(v_event.payload, '{}', true, p_event_id);
  v_conversation_id := open_conversation(
    v_contact_id, v_event.payload->>'instance', v_event.correlation_id, p_now);
  update messages set body = v_event.payload->>'text', edited_at = p_now, updated_at = p_now,
    turn_event_id = null
  where conversation_id = v_conversation_id and direction = 'inbound'
    and provider_id = v_event.payload->>'edits' and deleted_at is null
  returning * into v_message;
  if not found then
    v_outcome := 'saved';
    insert into messages (
      conversation_id, direction, event_id, status, provider_id, body, correlation_id, created_at, updated_at)
    values (v_conversation_id, 'inbound', p_event_id,
      'received', payload_text(v_event.payload, '{message_id}', false),
      coalesce(v_event.payload->>'text', '[' || (v_event.payload->>'shows') || ']'), v_event.correlation_id,
      p_now, p_now)
    returning * into v_message;
  end if;
  update events set lead_id = coalesce(lead_id, (select id from leads where contact_id = v_contact_id))
  where id = p_event_id returning lead_id into v_lead_id;
  perform emit('message.received', 'message', v_message.id::text, v_event.correlation_id, p_event_id,
    jsonb_build_object('conversation_id', v_conversation_id));
  v_wait := (select extract(epoch from answer_after) from properties
    where id = v_event.property_id and answers_guests);
  return finish_step(p_event_id, 'save_message', jsonb_strip_nulls(jsonb_build_object(
    'outcome', case when v_wait is null then v_outcome else 'awaits_answer' end, 'wait_seconds', v_wait,
    'conversation_id', v_conversation_id, 'message_id', v_message.id, 'lead_id', v_lead_id)));
end $$;
