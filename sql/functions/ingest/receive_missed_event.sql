-- Stores an event of Stripe that its own list shows, unless its webhook came. Answers as receive_event; of
-- all kinds only news of money. XH400 invalid_text.
create or replace function receive_missed_event(
  p_external_id text, p_event_type text, p_payload jsonb, p_correlation_id uuid default null,
  p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if p_event_type not in ('payment_succeeded', 'payment_pending', 'payment_failed', 'checkout_expired',
      'refund_changed', 'dispute_changed') then
    perform refuse('XH400', 'invalid_text', 'event_type', 'Only news of money are swept.');
  end if;
  return receive_event('stripe', p_external_id, p_event_type, p_payload, p_correlation_id => p_correlation_id,
    p_beside => true, p_now => p_now);
end $$;
