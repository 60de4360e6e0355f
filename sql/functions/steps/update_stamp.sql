-- Which update an event is: the place of its receipt, and the sender's own order where the payload has one.
-- XH400 invalid_integer, invalid_text, invalid_time.
create or replace function update_stamp(p_event events)
returns jsonb language sql stable as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'receipt', p_event.receipt, 'event_id', p_event.id,
    'sender', payload_text(p_event.payload, '{sender}', false, 63),
    'sequence', payload_integer(p_event.payload, '{sequence}', 0, 9007199254740991, false),
    'sent_at', payload_time(p_event.payload, '{sent_at}')))
$$;
