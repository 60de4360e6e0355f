-- How a session stands: paid; expired; open; failed; coming (the guest is done, the money is on its way).
-- The payment intent tells failed from coming; where it is not known the event does.
create or replace function session_state(p_session jsonb, p_failed boolean)
returns text language sql immutable as $$
  select case
    when p_session->>'payment_status' in ('paid', 'no_payment_required') then 'paid'
    when p_session->>'status' in ('expired', 'open') then p_session->>'status'
    when p_session->>'intent_status' in ('requires_payment_method', 'canceled') then 'failed'
    when p_session->>'intent_status' is null and p_failed then 'failed'
    else 'coming'
  end
$$;
