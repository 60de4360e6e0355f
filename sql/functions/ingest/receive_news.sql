-- What a Checkout Session was found to be, an event like the webhook's own, once a session and kind.
-- Answers as receive_event; this is all of it that close-checkout may do. XH400 invalid_text.
create or replace function receive_news(p_session_id text, p_event_type text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if p_event_type not in ('payment_succeeded', 'payment_pending', 'payment_failed', 'checkout_expired') then
    perform refuse('XH400', 'invalid_text', 'event_type', 'News of a session are events of payments.');
  end if;
  return receive_event('close-checkout', p_session_id || ':' || p_event_type, p_event_type,
    jsonb_build_object('session_id', p_session_id), p_now => p_now);
end $$;
