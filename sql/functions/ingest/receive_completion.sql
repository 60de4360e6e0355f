-- A Checkout Session that turned out to be complete is an event like the webhook's own, once a session.
-- Answers as receive_event; this is all of it that close-checkout may do.
create or replace function receive_completion(p_session_id text, p_now timestamptz default now())
returns jsonb language sql security definer set search_path = public, pg_temp as $$
  select receive_event('close-checkout', p_session_id, 'payment_succeeded',
    jsonb_build_object('session_id', p_session_id), p_now => p_now)
$$;
