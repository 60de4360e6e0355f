-- Which lead of Meta's a lead_announced event tells of. Outcomes: fetch {leadgen_id}; done {result}, when it
-- was written already. XH400 missing; XH404 unknown_event.
create or replace function lead_to_fetch(p_event_id text)
returns jsonb language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  v_event events := known_event(p_event_id);
  v_done jsonb := step_result(p_event_id, 'upsert_lead');
begin
  if v_done is not null then
    return jsonb_build_object('outcome', 'done', 'result', v_done);
  elsif coalesce(v_event.payload->>'leadgen_id', '') !~ '^[0-9]{1,30}$' then
    perform refuse('XH400', 'missing', 'payload.leadgen_id', 'The id of a lead is a number.');
  end if;
  return jsonb_build_object('outcome', 'fetch', 'leadgen_id', v_event.payload->>'leadgen_id');
end $$;
