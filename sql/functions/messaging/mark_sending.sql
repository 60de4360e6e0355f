-- From here on the text may be with the guest. Of several who prepared the same message only one gets to
-- send it: the one who saw its latest attempt (p_seen, the sending_at of prepare_message).
-- Outcomes: sending; busy, when another run is at it; sent; each {message_id}. XH400, XH404 as prepare_message.
create or replace function mark_sending(
  p_event_id text, p_template text, p_body text, p_seen timestamptz default null, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_message messages := outbound_message(known_event(p_event_id), p_template, p_now);
begin
  update messages set status = 'sending', body = p_body, error = null, sending_at = p_now, updated_at = p_now
  where id = v_message.id and status <> 'sent' and sending_at is not distinct from p_seen;
  return jsonb_build_object('message_id', v_message.id,
    'outcome', case when found then 'sending' when message_status(v_message.id) = 'sent' then 'sent' else 'busy' end);
end $$;
