-- From here on the text may be with the guest. Of several who prepared the same message only one gets to
-- send it: the one who saw its latest attempt (p_seen, the sending_at of prepare_message).
-- Outcomes: sending, with the way_out to take; later, when its hour is still to come: its event runs again
-- then; busy, when another run is at it; sent; each {message_id}.
-- XH400, XH404 as prepare_message; XH503 number_is_spent: ask again.
create or replace function mark_sending(
  p_event_id text, p_template text, p_body text, p_seen timestamptz default null,
  p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_event events := known_event(p_event_id);
  v_message messages := outbound_message(v_event, p_template, p_now);
  v_way jsonb := way_out(v_event.property_id,
    (select contact_id from conversations where id = v_message.conversation_id));
  v_until timestamptz := waits_until(v_event, p_template, (v_way->>'heard_at')::timestamptz, p_now);
begin
  if v_message.status = 'sent' then
    return jsonb_build_object('outcome', 'sent', 'message_id', v_message.id);
  elsif v_until is not null then
    return defer_event(p_event_id, v_until, p_now) || jsonb_build_object('message_id', v_message.id);
  elsif number_is_spent(v_message.conversation_id, p_now) then
    perform refuse('XH503', 'number_is_spent', 'event_id', 'This number has sent what it may in a minute.');
  end if;
  update messages set status = 'sending', body = p_body, error = null, sending_at = p_now, updated_at = p_now,
    provider = v_way->>'provider', instance = v_way->>'instance'
  where id = v_message.id and status <> 'sent' and sending_at is not distinct from p_seen;
  if found then
    return v_way || jsonb_build_object('outcome', 'sending', 'message_id', v_message.id);
  end if;
  return jsonb_build_object('message_id', v_message.id,
    'outcome', case message_status(v_message.id) when 'sent' then 'sent' else 'busy' end);
end $$;
