-- Gives back the rooms of holds that nobody will pay any more, at most p_limit of them, leaving out
-- those that somebody else has in hand. `closing` lists holds past their deadline whose session can still
-- be paid: close it at the provider, then the rooms come back.
-- Outcome: expired {expired: number, hold_ids, closing}.
create or replace function expire(p_limit integer default 50, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_expired uuid[];
  v_closing uuid[];
begin
  v_expired := array(
    select id from holds where status = 'active' and release_at <= p_now
    order by release_at limit p_limit for no key update skip locked);
  perform release_holds(v_expired, 'expired', null, p_now);
  v_closing := array(
    select h.id from holds h join payments p on p.hold_id = h.id
    where h.status = 'active' and h.expires_at <= p_now and h.release_at > p_now
      and p.status = 'open' and p.provider_object_id is not null
    order by h.expires_at limit p_limit);
  return jsonb_build_object('outcome', 'expired', 'expired', cardinality(v_expired),
    'hold_ids', to_jsonb(v_expired), 'closing', to_jsonb(v_closing));
end $$;
