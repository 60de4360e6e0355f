-- Everything needed to send one text for an event, and where the last attempt stood. It writes nothing about
-- it.
-- Outcomes: send; resolve (an attempt began and its end is unknown: ask the provider first); sent;
-- unconfirmed, which a person looks after.
-- With: message_id (null before the first attempt), to (a phone), lid, bsuid, body, sending_at, outdated (do
-- not send it any more) and the facts of the booking; null where there is none. To resolve: the provider and
-- instance of the last attempt, and `others`, the provider's ids of the same words to other people.
-- XH400 missing (the event names nobody to write to), invalid_phone; XH404 unknown_event.
create or replace function prepare_message(p_event_id text, p_template text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_event events := known_event(p_event_id);
  v_contact contacts := contact_of_event(v_event);
  v_message messages := message_of_event(v_event, p_template);
  v_answer jsonb;
begin
  v_answer := booking_facts(v_event) || contact_addresses(v_contact.id) - 'phone' || jsonb_build_object(
    'outcome', case when v_message.status = 'sent' then 'sent'
      when v_message.status = 'sending' then 'resolve'
      when v_message.error = 'unconfirmed' then 'unconfirmed' else 'send' end,
    'message_id', v_message.id, 'to', v_contact.phone,
    'name', coalesce((select guest_name from holds where id = v_event.hold_id),
      v_event.payload #>> '{guest,name}',
      v_contact.name),
    'body', v_message.body, 'sending_at', v_message.sending_at,
    'outdated', text_is_outdated(v_event.hold_id, p_template, p_now) or is_unwanted(v_event, v_contact))
    || task_facts(v_event);
  if v_message.status = 'sending' then
    v_answer := v_answer || jsonb_build_object('provider', coalesce(v_message.provider, 'evolution'),
      'instance', case when v_message.provider is null then v_answer->>'instance' else v_message.instance end,
      'others', same_words(v_message));
  end if;
  return v_answer;
end $$;
