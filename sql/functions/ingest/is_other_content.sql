-- Whether an event says something else than the stored one of the same id: of a message its words count, of
-- all else the payload. What was erased after its end is not compared.
create or replace function is_other_content(
  p_event_id text, p_event_type text, p_payload jsonb, p_property_id text, p_lead_id uuid)
returns boolean language sql stable as $$
  select e.event_type <> p_event_type
    or e.property_id <> p_property_id or (p_event_type <> 'lead_created' and e.lead_id <> p_lead_id)
    or p_event_type <> 'lead_announced'  -- what was fetched has joined it; its id is all it says
      and not (e.payload = '{}' and e.finished_at is not null) and case when p_payload ? 'message_id'
      then (e.payload->>'text', e.payload->>'shows') is distinct from (
        p_payload->>'text', p_payload->>'shows')
      else e.payload <> p_payload end
  from events e where e.id = p_event_id
$$;
