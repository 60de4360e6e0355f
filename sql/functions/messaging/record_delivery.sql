-- What the provider says of an outbound message; its id, null when no message of ours has that provider's id.
-- A text whose sending ended in silence is known by the id of ours that it carries (reference): the provider
-- has it, then, also where that was given up.
-- XH409 message_under_way: one that is being sent at this moment may get this id.
create or replace function record_delivery(p_payload jsonb, p_now timestamptz)
returns uuid language plpgsql as $$
declare
  v_order constant text[] := '{sent,delivered,read}';
  v_state text := p_payload->>'state';
  v_message messages;
begin
  perform record_message(id, p_payload->>'provider_id', p_now)
  from messages where id = uuid_or_null(p_payload->>'reference') and status = 'sending';
  perform end_doubt(id, p_payload->>'provider_id', p_now)
  from messages where id = uuid_or_null(p_payload->>'reference') and error = 'unconfirmed';
  select * into v_message from messages
  where provider_id = p_payload->>'provider_id' and direction = 'outbound' for no key update;
  if not found then
    perform refuse('XH409', 'message_under_way', 'payload.provider_id', 'A message is being sent; ask again.')
    from messages where status = 'sending' and sending_at > p_now - interval '5 minutes' limit 1;
    return null;
  end if;
  update messages
  set status = case when v_state = 'failed' then 'failed' else status end,
    error = case when v_state = 'failed' then coalesce(p_payload->>'error', 'not delivered') else error end,
    delivery = case when v_state = 'failed' then null else v_state end,
    delivery_at = case when v_state = 'failed' then null else p_now end, updated_at = p_now
  where id = v_message.id and status = 'sent'
    and (v_state = 'failed' and coalesce(delivery, 'sent') = 'sent'
      or array_position(v_order, v_state) > coalesce(array_position(v_order, delivery), 0));
  return v_message.id;
end $$;
