-- Ends a pause; `all` ends every one, with p_property_id every one of that property. What waited is run by
-- the next sweep. Outcomes: resumed, not_paused {ended: [what], still: [{what, property_id}], which is paused
-- all the same}.
-- XH400 invalid_what, missing; XH404 unknown_property.
create or replace function resume(
  p_what text default 'all', p_by text default session_user, p_property_id text default null,
  p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_ended jsonb;
begin
  perform check_pause(p_what, p_property_id, p_by);
  with ended as (
    update pauses set ended_at = greatest(p_now, begun_at), ended_by = left(p_by, 200)
    where ended_at is null and p_what in (what, 'all')
      and (property_id is not distinct from p_property_id or p_what = 'all' and p_property_id is null)
    returning what
  )
  select coalesce(jsonb_agg(what order by what), '[]') into v_ended from ended;
  return jsonb_build_object('outcome', case v_ended when '[]' then 'not_paused' else 'resumed' end,
    'ended', v_ended, 'still', (
      select coalesce(jsonb_agg(jsonb_build_object('what', what, 'property_id', property_id)
        order by what, property_id), '[]')
      from pauses where ended_at is null and coalesce(until, 'infinity') > p_now));
end $$;
