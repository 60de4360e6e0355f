-- Until when a text waits that tells its reader of something that just happened: the end of the property's
-- quiet hours. Null for what goes at once: the news of who has just written or paid, what staff are to do,
-- and all else by day.
create or replace function waits_until(
  p_event events, p_template text, p_heard_at timestamptz, p_now timestamptz)
returns timestamptz language sql stable as $$
  select nullif(after_quiet_hours(p_event.property_id, p_now), p_now)
  where p_template in ('hold_expired', 'hold_cancelled', 'payment_failed', 'payment_refunded')
    and coalesce(p_heard_at, '-infinity') < p_now - interval '30 minutes'
$$;
