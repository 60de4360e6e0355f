-- The provider has the text, and gave it an id. Outcome: sent {message_id}. XH404 unknown_message.
create or replace function record_message(
  p_message_id uuid, p_provider_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_result jsonb := jsonb_build_object('outcome', 'sent', 'message_id', p_message_id);
  v_message messages;
begin
  perform message_status(p_message_id);
  update messages set status = 'sent', provider_id = p_provider_id, updated_at = p_now
  where id = p_message_id and status = 'sending' returning * into v_message;
  if found then
    return end_message(v_message, v_result);
  end if;
  return v_result;
end $$;
