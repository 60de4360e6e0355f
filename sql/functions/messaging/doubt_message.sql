-- Nobody can tell whether the provider has the text, and it is not sent twice: a person looks, unless it was
-- for one. Word that still comes ends the doubt (record_delivery). Outcome: unconfirmed {message_id}. XH404
-- unknown_message.
create or replace function doubt_message(p_message_id uuid, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_result jsonb := jsonb_build_object('outcome', 'unconfirmed', 'message_id', p_message_id);
  v_message messages;
begin
  perform message_status(p_message_id);
  update messages set status = 'failed', error = 'unconfirmed', updated_at = p_now
  where id = p_message_id and status = 'sending' returning * into v_message;
  if not found then
    return v_result;
  end if;
  perform open_task('text_unconfirmed', p_message_id::text, e.property_id, c.contact_id, e.id,
    v_message.correlation_id, jsonb_build_object('template', v_message.template), p_now)
  from events e, conversations c
  where e.id = v_message.event_id and c.id = v_message.conversation_id and e.event_type <> 'task_opened';
  return end_message(v_message, v_result);
end $$;
