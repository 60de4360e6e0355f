-- A new project of a lead, proposed or already won. Payload: title?, amount_cents?, currency?.
-- XH400 invalid_text, invalid_integer.
create or replace function insert_project(
  p_lead leads, p_event events, p_won_at timestamptz, p_now timestamptz)
returns uuid language sql as $$
  insert into projects (lead_id, title, amount_cents, currency, status, event_id, correlation_id, proposed_at,
    won_at)
  values (p_lead.id, payload_text(p_event.payload, '{title}', false),
    payload_integer(p_event.payload, '{amount_cents}', 1, 100000000000, false),
    coalesce(payload_text(p_event.payload, '{currency}', false, 3), 'brl'),
    case when p_won_at is null then 'proposed' else 'won' end::project_status,
    p_event.id, p_event.correlation_id, p_now, p_won_at)
  returning id
$$;
