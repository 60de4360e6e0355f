-- From here on the text may be with the guest. Of several who prepared the same message only one gets to
-- send it: the one who saw its latest attempt (p_seen, the sending_at of prepare_message).
-- Outcomes: sending, with the way_out to take; busy, when another run is at it; sent; each {message_id}.
-- XH400, XH404 as prepare_message.
create or replace function mark_sending(
  p_event_id text, p_template text, p_body text, p_seen timestamptz default null,
  p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_event events := known_event(p_event_id);
  v_message messages := outbound_message(v_event, p_template, p_now);
  v_way jsonb := way_out(v_event.property_id,
    (select contact_id from conversations where id = v_message.conversation_id));
begin
  update messages set status = 'sending', body = p_body, error = null, sending_at = p_now, updated_at = p_now,
    provider = v_way->>'provider', instance = v_way->>'instance'
  where id = v_message.id and status <> 'sent' and sending_at is not distinct from p_seen;
  if found then
    return v_way || jsonb_build_object('outcome', 'sending', 'message_id', v_message.id);
  end if;
  return jsonb_build_object('message_id', v_message.id,
    'outcome', case message_status(v_message.id) when 'sent' then 'sent' else 'busy' end);
end $$;
