-- Everything needed to send one text for an event, and where the last attempt stood. It writes nothing about it.
-- Outcomes: send; resolve (an attempt began and its end is unknown: ask the provider first); sent.
-- With: message_id (null before the first attempt), to, instance, body, sending_at, outdated (do not send it any
-- more) and the facts of the booking; null where there is none.
-- XH400 missing (the event names nobody to write to), invalid_phone; XH404 unknown_event.
create or replace function prepare_message(p_event_id text, p_template text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_event events := known_event(p_event_id);
  v_contact contacts := contact_of_event(v_event);
  v_message messages := message_of_event(v_event, p_template);
begin
  return booking_facts(v_event) || jsonb_build_object(
    'outcome', case v_message.status when 'sent' then 'sent' when 'sending' then 'resolve' else 'send' end,
    'message_id', v_message.id, 'to', v_contact.phone,
    'name', coalesce((select guest_name from holds where id = v_event.hold_id), v_event.payload #>> '{guest,name}',
      v_contact.name),
    'body', v_message.body, 'sending_at', v_message.sending_at,
    'outdated', text_is_outdated(v_event.hold_id, p_template, p_now));
end $$;
