-- Stores a receipt with what it belongs to: hold, lead, property and the journey's correlation id
-- (given, else the hold's, the payment's, the lead's, else a new one). Does nothing when the id exists.
-- XH400 invalid_payload; XH404 unknown_property, unknown_lead, unknown_hold; those of check_rooms.
create or replace function store_event(
  p_id text, p_source text, p_external_id text, p_event_type text, p_payload jsonb,
  p_property_id text, p_lead_id uuid, p_correlation_id uuid, p_now timestamptz)
returns void language plpgsql as $$
declare
  v_hold holds;
  v_payment payments;
  v_lead leads;
  v_hold_id uuid;
  v_lead_id uuid;
begin
  if jsonb_typeof(p_payload) is distinct from 'object' then
    perform refuse('XH400', 'invalid_payload', 'payload', 'The payload of an event is a JSON object.');
  end if;
  select * into v_payment from payments where provider_object_id = p_payload->>'session_id';
  v_hold_id := case when p_event_type <> 'hold_requested'  -- it makes its own
    then coalesce(payload_uuid(p_payload, '{hold_id}', false), v_payment.hold_id) end;
  select * into v_hold from holds where id = v_hold_id;
  if v_hold.id is distinct from v_hold_id or v_hold.property_id <> p_property_id then
    perform refuse('XH404', 'unknown_hold', 'payload.hold_id',
      'No hold, or none of this property, has this id.');
  end if;
  v_lead_id := coalesce(p_lead_id, payload_uuid(p_payload, '{lead_id}', false));
  select * into v_lead from leads where id = v_lead_id
    or (v_lead_id is null and p_event_type = 'message_received' and phone = p_payload->>'phone');
  if v_lead_id is not null and v_lead.id is null then
    perform refuse('XH404', 'unknown_lead', 'lead_id', 'No lead has this id.');
  end if;
  if p_property_id is not null and not exists (select from properties where id = p_property_id) then
    perform refuse('XH404', 'unknown_property', 'property_id', 'Register the property first.');
  elsif p_event_type = 'hold_requested' and p_property_id is not null then
    perform check_rooms(p_property_id, p_payload);  -- the sender can mend them, and the sweep cannot
  end if;
  insert into events (id, source, external_id, event_type, payload, lead_id, hold_id, property_id,
    correlation_id, dispatch_claimed_at, created_at, updated_at)
  values (p_id, p_source, p_external_id, p_event_type, p_payload, v_lead.id, v_hold.id,
    coalesce(p_property_id, v_hold.property_id, property_of_instance(p_payload->>'instance')),
    coalesce(p_correlation_id, v_hold.correlation_id, v_payment.correlation_id, v_lead.correlation_id,
      gen_random_uuid()), p_now, p_now, p_now)
  on conflict (id) do nothing;
end $$;
