-- The provider refused the text for good, with this code. Outcome: undeliverable {message_id}. XH404
-- unknown_message.
create or replace function fail_message(p_message_id uuid, p_error text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_result jsonb := jsonb_build_object('outcome', 'undeliverable', 'message_id', p_message_id);
  v_message messages;
begin
  perform message_status(p_message_id);
  update messages set status = 'failed', error = p_error, updated_at = p_now
  where id = p_message_id and status = 'sending' returning * into v_message;
  if found then
    return end_message(v_message, v_result);
  end if;
  return v_result;
end $$;
