-- Step converse: what was decided about a turn, in one transaction: the inquiry goes on, its messages are
-- answered, the reply waits to be sent as template `reply`, and what the guest asked for becomes events of
-- their own.
-- Turn: {slots, asked, options, misunderstood, quoted, reply, action, handover, hold, cancel_hold_id}.
-- Actions: hold, cancel, change (both), opt_out, or none.
-- Outcomes, with task_event_id when staff are to be told: replied, silent; hold {hold_event_id}, cancel
-- {cancel_event_id, hold_id}, change (all three).
-- XH404 unknown_event; XH409 turn_overtaken: another turn was recorded since p_turns was read.
create or replace function record_turn(
  p_event_id text, p_turns integer, p_turn jsonb, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'converse');
  v_event events;
  v_message messages;
  v_inquiry inquiries;
  v_events jsonb := '{}';
begin
  if v_done is not null then
    return v_done;
  end if;
  select * into v_event from events where id = p_event_id;
  v_message := message_of_turn(p_event_id);
  v_inquiry := lock_inquiry(v_event, v_message.conversation_id, p_now);
  if v_inquiry.turns <> p_turns then
    perform refuse('XH409', 'turn_overtaken', 'turns', 'Another turn was recorded meanwhile: read it again.');
  end if;
  perform answer_messages(v_event, v_message, p_turn->>'reply', p_now);
  perform emit('inquiry.turned', 'inquiry', v_inquiry.id::text, v_inquiry.correlation_id, p_event_id);
  if p_turn ? 'hold' then
    v_events := jsonb_build_object('hold_event_id', ask_event(
      v_event, v_inquiry, 'hold_requested', p_turn->'hold', p_now));
  end if;
  if p_turn ? 'cancel_hold_id' then
    v_events := v_events || jsonb_build_object(
      'hold_id', p_turn->'cancel_hold_id', 'cancel_event_id', ask_event(
      v_event, v_inquiry, 'hold_cancelled', jsonb_build_object('hold_id', p_turn->'cancel_hold_id',
        'reason', case when p_turn ? 'hold' then 'replaced' else 'guest' end), p_now));
  end if;
  perform advance_inquiry(v_inquiry, p_turn || v_events, p_event_id, p_now);
  return finish_step(p_event_id, 'converse',
    v_events || jsonb_build_object('correlation_id', v_inquiry.correlation_id,
    'outcome', case
    when p_turn->>'action' in ('hold', 'cancel', 'change') then p_turn->>'action'
    when p_turn->>'reply' is not null then 'replied' else 'silent' end)
    || told_to_staff(v_inquiry.id, p_event_id));
end $$;
