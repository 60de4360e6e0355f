-- The recorded start of a payment, as long as a session may be opened for it: what is only read costs no
-- commit.
create or replace function started_payment(p_event_id text, p_now timestamptz)
returns jsonb language sql stable as $$
  select s.result
  from event_steps s
  join payments p on p.id = uuid_or_null(s.result->>'payment_id')
  join holds h on h.id = p.hold_id
  where s.event_id = p_event_id and s.step = 'start_payment' and h.status = 'active' and h.expires_at > p_now
    and p.status = 'open' and p.provider_object_id is null and not payment_is_stale(p.id, p_now)
$$;
