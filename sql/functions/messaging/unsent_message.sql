-- The provider refused the text for now, or has no such text after all, and certainly did not take it; its
-- step is not done, and the next attempt sends it at once. Outcome: unsent {message_id}. XH404
-- unknown_message.
create or replace function unsent_message(p_message_id uuid, p_error text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform message_status(p_message_id);
  update messages set status = 'failed', error = p_error, updated_at = p_now
  where id = p_message_id and status = 'sending';
  return jsonb_build_object('outcome', 'unsent', 'message_id', p_message_id);
end $$;
