-- Records how the sending of a message ended, as a step of its event, tells of it, and returns what to
-- answer.
create or replace function end_message(p_message messages, p_result jsonb)
returns jsonb language plpgsql as $$
declare
  v_step text := 'send_message:' || p_message.template;
begin
  perform claim_step(p_message.event_id, v_step);
  perform emit('message.' || p_message.status, 'message', p_message.id::text, p_message.correlation_id,
    p_message.event_id, jsonb_build_object('template', p_message.template));
  return finish_step(p_message.event_id, v_step, p_result);
end $$;
