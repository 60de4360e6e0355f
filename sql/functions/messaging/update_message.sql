-- Step update_message: what became of a message. A guest took theirs back: the words are gone. The provider
-- tells how ours fared: further on, never back; failed is a failure even after the provider had taken it.
-- Payload of message_deleted: phone or lid, message_id, instance?; of delivery_reported: provider_id, state,
-- error?.
-- Outcomes: deleted, recorded {message_id}; unknown_message. XH409 message_under_way: ask again.
create or replace function update_message(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'update_message');
  v_event events;
  v_id uuid;
begin
  if v_done is not null then
    return v_done;
  end if;
  select * into v_event from events where id = p_event_id;
  if v_event.event_type = 'message_deleted' then
    update messages m set body = null, deleted_at = p_now, updated_at = p_now
    from conversations c join contact_identities i using (contact_id)
    where m.conversation_id = c.id and m.direction = 'inbound'
      and m.provider_id = v_event.payload->>'message_id'
      and c.instance = coalesce(v_event.payload->>'instance', '')
      and (i.kind, i.value) in (('phone', v_event.payload->>'phone'), ('lid', v_event.payload->>'lid'))
    returning m.id into v_id;
  else
    v_id := record_delivery(v_event.payload, p_now);
  end if;
  perform emit('message.updated', 'message', v_id::text, v_event.correlation_id, p_event_id)
    where v_id is not null;
  return finish_step(p_event_id, 'update_message', jsonb_strip_nulls(jsonb_build_object('message_id', v_id,
    'outcome', case when v_id is null then 'unknown_message'
      when v_event.event_type = 'message_deleted' then 'deleted' else 'recorded' end)));
end $$;
