-- From here on the text may be with the guest. Of several who prepared the same message only one gets to
-- send it: the one who saw its latest attempt (p_seen, the sending_at of prepare_message).
-- Outcomes: sending; busy, when another run is at it; sent. XH404 unknown_message.
create or replace function mark_sending(
  p_message_id uuid, p_body text, p_seen timestamptz default null, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_mine boolean;
begin
  update messages set status = 'sending', body = p_body, error = null, sending_at = p_now, updated_at = p_now
  where id = p_message_id and direction = 'outbound' and status <> 'sent' and sending_at is not distinct from p_seen;
  v_mine := found;
  return jsonb_build_object('message_id', p_message_id,
    'outcome', case when v_mine then 'sending' when message_status(p_message_id) = 'sent' then 'sent' else 'busy' end);
end $$;
