-- Stores what a provider sent, once. `dispatch` says whether the caller shall start the workflow: for
-- a new event, and for a duplicate of one that no run has begun within half a minute.
-- With p_window, p_external_id is a fingerprint, and a duplicate only inside the window and until something
-- else came about p_subject. A known id with other content is a conflict; with p_beside it is kept as one
-- more event.
-- Outcomes: accepted, duplicate, conflict {event_id of the first}; `beside` with one that is kept beside
-- another. paused, and nothing is stored, when p_intake (whatsapp, stripe, leads, events) is.
-- XH400 missing, invalid_payload; XH404 unknown_property, unknown_lead, unknown_hold.
create or replace function receive_event(
  p_source text, p_external_id text, p_event_type text, p_payload jsonb,
  p_property_id text default null, p_lead_id uuid default null, p_correlation_id uuid default null,
  p_window interval default null, p_subject text default null, p_beside boolean default false,
  p_now timestamptz default now(), p_intake text default null)
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_external_id text := p_external_id;
  v_new_id text := gen_random_uuid()::text;
  v_id text;
  v_conflict boolean;
  v_new boolean;
begin
  if intake_is_paused(p_intake, p_property_id, p_payload, p_now) then
    return '{"outcome": "paused"}';
  end if;
  v_id := claim_receipt(v_new_id, p_source, p_external_id, p_subject, p_window, p_now);
  v_conflict := coalesce(v_id <> v_new_id and p_window is null
    and is_other_content(v_id, p_event_type, p_payload, p_property_id, p_lead_id), false);
  if v_conflict and p_beside then
    v_external_id := p_external_id || '#' || left(encode(
      sha256(convert_to(p_event_type || p_payload::text, 'UTF8')), 'hex'), 16);
    v_id := claim_receipt(v_new_id, p_source, v_external_id, null, null, p_now);
  end if;
  v_new := v_id = v_new_id;
  if v_new then
    perform store_event(v_id, p_source, case when p_window is null then v_external_id end, p_event_type,
      p_payload, p_property_id, p_lead_id, p_correlation_id, p_now);
  else
    update events set dispatch_claimed_at = p_now
    where id = v_id and status = 'received'
      and coalesce(dispatch_claimed_at, '-infinity') <= p_now - interval '30 seconds';
  end if;
  return (select jsonb_build_object(
    'outcome', case when v_new then 'accepted' when v_conflict and not p_beside then 'conflict'
      else 'duplicate' end,
    'beside', v_conflict and p_beside, 'dispatch', v_new or found, 'event_id', id,
    'correlation_id', correlation_id,
    'event_type', event_type, 'property_id', property_id) from events where id = v_id);
end $$;
