-- Writes what a turn made of an inquiry. A person is asked for by a task, and keeps the chat for a while; who
-- wants no more messages is left alone.
create or replace function advance_inquiry(
  p_inquiry inquiries, p_turn jsonb, p_event_id text, p_now timestamptz)
returns void language plpgsql as $$
declare
  v_contact_id uuid := (select contact_id from conversations where id = p_inquiry.conversation_id);
  v_person boolean := p_turn->>'handover' is not null;
  v_over boolean := p_turn->>'action' = 'opt_out';
begin
  update inquiries set slots = coalesce(p_turn->'slots', slots), asked = p_turn->>'asked',
    options = coalesce(p_turn->'options', '[]'),
    misunderstood = coalesce((p_turn->>'misunderstood')::integer, 0),
    turns = turns + 1, turned_at = p_now,
    quoted_at = coalesce(quoted_at, case when (p_turn->>'quoted')::boolean then p_now end),
    hold_event_id = coalesce(p_turn->>'hold_event_id', hold_event_id),
    status = case when v_over then 'closed' when v_person then 'with_person' else 'open' end::inquiry_status,
    closed_at = case when v_over then p_now end,
    person_until = case when v_person
      then p_now + (select person_keeps from properties where id = p_inquiry.property_id) end
  where id = p_inquiry.id;
  update contacts set opted_out_at = p_now where id = v_contact_id and v_over;
  perform open_task(p_turn->>'handover', p_inquiry.id::text, p_inquiry.property_id, v_contact_id, p_event_id,
    p_inquiry.correlation_id, '{}', p_now) where v_person;
end $$;
