-- What a guest asked for in a chat, as an event like any other; its id.
create or replace function ask_event(
  p_event events, p_inquiry inquiries, p_event_type text, p_payload jsonb, p_now timestamptz)
returns text language plpgsql as $$
declare
  v_id constant text := gen_random_uuid()::text;
begin
  perform store_event(v_id, 'conversation', null, p_event_type, p_payload, p_inquiry.property_id, null,
    p_inquiry.correlation_id, p_now);
  return v_id;
end $$;
