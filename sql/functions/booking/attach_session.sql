-- Writes a session to the attempt it was made for. An attempt that was given up as never opened lives again,
-- so that its session is looked up and closed. Null when the attempt is unknown or has another session.
create or replace function attach_session(
  p_payment_id uuid, p_hold_id uuid, p_session_id text, p_now timestamptz)
returns payments language sql as $$
  update payments set provider_object_id = p_session_id, updated_at = p_now,
    status = case reason when 'never_opened' then 'open' else status end,
    reason = nullif(reason, 'never_opened')
  where id = p_payment_id and hold_id = p_hold_id
    and coalesce(provider_object_id, p_session_id) = p_session_id
  returning *
$$;
