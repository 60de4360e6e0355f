-- Payments whose provider has to be asked now, those never asked first: live, with a session, and either
-- nobody waits for them any more (the hold has ended, a newer attempt has begun) or their time is over.
-- Who asked with a clock far ahead of ours has not asked yet.
create or replace function due_payments(p_now timestamptz)
returns setof payments language sql stable as $$
  select p.* from payments p join holds h on h.id = p.hold_id
  where p.status in ('open', 'processing') and p.provider_object_id is not null
    and (h.status <> 'active'
      or exists (select from payments n where n.hold_id = p.hold_id and n.attempt > p.attempt)
      or case p.status when 'open' then h.expires_at else h.release_at end <= p_now)
    and (coalesce(p.ask_again_at, '-infinity') <= p_now or p.asked_at > p_now + interval '1 minute')
  order by p.asked_at nulls first, p.created_at, p.id
$$;
