-- Records that, by the provider's word, the money of a session is still on its way, until then at the latest
-- if it said so. Outcome: awaiting {hold_id}. XH404 unknown_hold.
create or replace function postpone_payment(
  p_hold_id uuid, p_session_id text, p_until timestamptz default null, p_now timestamptz default now(),
  p_method text default null)
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_hold holds := lock_hold(p_hold_id);
begin
  perform await_money(p, greatest(p_until, p_now), null, p_now, p_method) from payments p
  where hold_id = p_hold_id and provider_object_id = p_session_id and status in ('open', 'processing');
  return jsonb_build_object('outcome', 'awaiting', 'hold_id', v_hold.id);
end $$;
