-- What Meta told of a lead joins its announcement, which is a lead like any other from then on: the step is
-- upsert_lead. Told once; what came first stays. Outcomes and errors as upsert_lead.
create or replace function record_fetched_lead(
  p_event_id text, p_facts jsonb, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform lock_event(p_event_id);
  update events set payload = payload || p_facts
  where id = p_event_id and result is null and step_result(p_event_id, 'upsert_lead') is null;
  return upsert_lead(p_event_id, p_now);
end $$;
