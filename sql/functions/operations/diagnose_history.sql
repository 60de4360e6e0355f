-- What diagnose leaves out, a slice of the past at a time: nights and payments of p_days from p_from on, or
-- from the oldest there is. Outcome: checked {findings, as diagnose's; next: the day to go on from, null at
-- the end}.
create or replace function diagnose_history(
  p_from date, p_days integer default 92, p_now timestamptz default now())
returns jsonb language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  v_from date := greatest(p_from, least((select min(night) from ari),
    (select min(updated_at)::date from payments where status = 'succeeded'), p_now::date));
  v_to date := v_from + p_days;
  v_found jsonb;
begin
  select coalesce(jsonb_agg(f), '[]') into v_found from (
    select 'reconcile_ari_vs_holds' as check_name, 'ERROR' as severity,
      format('%s/%s/%s', property_id, room_type, night) as id
    from reconcile_ari_vs_holds(v_from, v_to)
    union all
    select 'payments_without_reservation', 'ERROR', payment_id::text
    from payments_without_reservation(p_now, v_from)
    where why = 'succeeded_without_reservation' and updated_at < v_to
    union all
    select 'money_unexplained', 'ERROR', payment_id::text from money_book(v_from, v_to)
    where unexplained <> 0) f;
  return jsonb_build_object('outcome', 'checked', 'findings', told_findings(v_found),
    'next', case when v_to <= p_now::date then v_to end);
end $$;
