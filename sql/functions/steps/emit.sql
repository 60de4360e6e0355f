-- Writes an outbox event in the transaction of the change it tells of. The payload carries ids,
-- states and amounts, never personal data.
create or replace function emit(
  p_topic text, p_aggregate text, p_aggregate_id text, p_correlation_id uuid, p_event_id text,
  p_payload jsonb default '{}')
returns void language sql as $$
  insert into outbox_events (topic, aggregate, aggregate_id, correlation_id, event_id, payload)
  values (p_topic, p_aggregate, p_aggregate_id, p_correlation_id, p_event_id, p_payload)
$$;
