-- Gives back the rooms of holds that nobody will pay any more, at most p_limit of them, leaving out
-- those that somebody else has in hand. `closing` lists holds with a payment that has to be looked up: close
-- its session at the provider, or hear how it stands; only then the rooms come back.
-- A sweep names itself by p_run, and has the field for itself until there is nothing left to do (with p_limit
-- 0: for it).
-- Outcomes: expired {expired: number, hold_ids, closing}; busy, when another run is at it; paused, with
-- everything.
create or replace function expire(
  p_limit integer default 50, p_run text default null, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_expired uuid[];
  v_closing uuid[];
begin
  if is_paused('all', null, p_now) then
    return '{"outcome": "paused", "expired": 0, "hold_ids": [], "closing": []}';
  end if;
  if p_run is not null and not take_lease('expire', p_run, interval '90 seconds') then
    return '{"outcome": "busy", "expired": 0, "hold_ids": [], "closing": []}';
  end if;
  v_expired := array(
    select id from holds where status = 'active' and release_at <= p_now
      and not hold_awaits_money(id) and not hold_has_receipt(id)
    order by release_at limit p_limit for no key update skip locked);
  perform release_holds(v_expired, 'expired', null, p_now);
  with due as (
    select id from payments where id in (select id from due_payments(p_now) limit p_limit)
    for no key update skip locked
  ), asked as (
    update payments p set asked_at = p_now, asks = asks + 1,
      ask_again_at = p_now + pause_before_asking(asks + 1)
    from due where p.id = due.id
    returning p.hold_id, p.asks, p.created_at
  )
  select array_agg(hold_id order by asks, created_at) into v_closing from asked;
  if v_closing is null and v_expired = '{}' then
    delete from leases where name = 'expire' and holder = p_run;
  end if;
  return jsonb_build_object('outcome', 'expired', 'expired', cardinality(v_expired),
    'hold_ids', to_jsonb(v_expired), 'closing', to_jsonb(coalesce(v_closing, '{}')));
end $$;
