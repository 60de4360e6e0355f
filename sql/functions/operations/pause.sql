-- Stops something at once, for one property or for all: what is sent to us (whatsapp, stripe, leads,
-- events), a kind of step (create-hold, convert, messages), or all of it. A pause of the same takes its
-- place.
-- Outcome: paused {what, property_id, until}. XH400 invalid_what, invalid_interval, missing;
-- XH404 unknown_property.
create or replace function pause(
  p_what text, p_reason text, p_by text default session_user, p_for interval default null,
  p_property_id text default null, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_until constant timestamptz := p_now + p_for;
begin
  perform check_pause(p_what, p_property_id, p_by);
  if coalesce(p_reason, '') !~ '\S' then
    perform refuse('XH400', 'missing', 'reason', 'Whoever finds it paused wants to know why.');
  elsif p_for <= interval '0' then
    perform refuse('XH400', 'invalid_interval', 'for', 'A pause lasts for some time.');
  end if;
  update pauses set ended_at = greatest(p_now, begun_at), ended_by = p_by
  where ended_at is null and what = p_what and property_id is not distinct from p_property_id;
  insert into pauses (what, property_id, reason, paused_by, begun_at, until)
  values (p_what, p_property_id, left(p_reason, 500), left(p_by, 200), p_now, v_until);
  return jsonb_build_object('outcome', 'paused', 'what', p_what, 'property_id', p_property_id,
    'until', v_until);
end $$;
