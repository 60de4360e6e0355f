-- Whether an attempt was started and never led to a session, and cannot any more:
-- Stripe takes no session that ends within 30 minutes, and the way there takes some seconds.
create or replace function payment_is_stale(p_payment_id uuid, p_now timestamptz)
returns boolean language sql stable as $$
  select exists (select from payments where id = p_payment_id and status = 'open'
    and provider_object_id is null and expires_at < p_now + interval '30 minutes 20 seconds')
$$;
