-- Everything needed to answer what a guest wrote; changes nothing. Only the last of several messages is
-- answered, together with those before it that nobody answered.
-- Outcomes: turn {turns, texts, slots, asked, options, misunderstood, property, guest, booking};
-- superseded (a later message will be answered), with_person, from_staff, nothing (no words, or answered
-- already), done (record_turn answers what it did).
-- XH404 unknown_event; XH409 unsaved (save_message comes first).
create or replace function open_turn(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  v_event events := known_event(p_event_id);
  v_message messages;
  v_inquiry inquiries;
  v_contact contacts;
  v_texts text[];
begin
  if exists (select from event_steps where event_id = p_event_id and step = 'converse') then
    return '{"outcome": "done"}';
  end if;
  v_message := message_of_turn(p_event_id);
  if v_message.id is null then
    perform refuse('XH409', 'unsaved', 'event_id', 'The message is saved first.');
  elsif exists (select from messages m
      where m.conversation_id = v_message.conversation_id and m.direction = 'inbound'
      and m.turn_event_id is null and (m.created_at, m.id) > (v_message.created_at, v_message.id)) then
    return '{"outcome": "superseded"}';
  end if;
  v_inquiry := inquiry_of(v_message.conversation_id, v_event.property_id, p_now);
  select k.* into v_contact from contacts k join conversations c on c.contact_id = k.id
  where c.id = v_message.conversation_id;
  v_texts := array(
    select body from messages where conversation_id = v_message.conversation_id and direction = 'inbound'
      and turn_event_id is null and body is not null and created_at >= answered_until(v_inquiry, p_now)
    order by created_at, id);
  if v_contact.phone = (select staff_phone from properties where id = v_event.property_id) then
    return '{"outcome": "from_staff"}';
  elsif v_inquiry.status = 'with_person' or money_waits(v_contact.id, v_event.property_id, p_now) then
    return '{"outcome": "with_person"}';
  elsif cardinality(v_texts) = 0 then
    return '{"outcome": "nothing"}';
  end if;
  return jsonb_build_object(
    'outcome', 'turn', 'turns', coalesce(v_inquiry.turns, 0), 'texts', to_jsonb(v_texts),
    'slots', coalesce(v_inquiry.slots, '{}'),
    'asked', v_inquiry.asked, 'options', coalesce(v_inquiry.options, '[]'),
    'misunderstood', coalesce(v_inquiry.misunderstood, 0),
    'guest', jsonb_strip_nulls(jsonb_build_object('name', coalesce(v_contact.name, v_contact.profile_name),
      'phone', v_contact.phone,
      'lid', (select min(value) from contact_identities where contact_id = v_contact.id and kind = 'lid'))),
    'booking', booking_of_contact(v_contact.id, v_event.property_id, p_now),
    'property', property_facts(v_event.property_id, p_now));
end $$;
