-- Records that the session of a hold was closed at the provider without money. With it goes the reason
-- to wait: a hold past its deadline gives its rooms back now. Outcome: closed {hold_status}.
-- XH404 unknown_hold.
create or replace function close_payment(p_hold_id uuid, p_session_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_hold holds := lock_hold(p_hold_id);
begin
  perform end_payment(id, 'expired', null, p_now) from payments
  where hold_id = p_hold_id and provider_object_id = p_session_id and status = 'open';
  if v_hold.status = 'active' and v_hold.expires_at <= p_now
    and not hold_awaits_money(p_hold_id) and not hold_has_receipt(p_hold_id) then
    perform release_holds(array[p_hold_id], 'expired', null, p_now);
  end if;
  return (select jsonb_build_object('outcome', 'closed', 'hold_id', id, 'hold_status', status)
    from holds where id = p_hold_id);
end $$;
