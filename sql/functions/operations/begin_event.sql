-- Begins a run of an event. A finished event stays as it is: its recorded result is the answer, and
-- only the log of runs grows. An event started by hand, with a payload and no receipt, is stored first.
-- Outcomes: begun, finished. XH400 missing; XH404 unknown_event, unknown_property, unknown_hold.
create or replace function begin_event(
  p_event_id text, p_execution_id text, p_correlation_id uuid default null, p_event_type text default null,
  p_property_id text default null, p_source text default null, p_payload jsonb default null,
  p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_event events;
  v_done boolean;
  v_first boolean;  -- not the same call of the same run, repeated
begin
  if p_payload is not null and not exists (select from events where id = p_event_id) then
    perform payload_text(jsonb_build_object('event_type', p_event_type), '{event_type}');
    perform store_event(p_event_id, coalesce(p_source, 'manual'), null, p_event_type, p_payload,
      p_property_id, null, p_correlation_id, p_now);
  end if;
  select * into v_event from events where id = p_event_id for no key update;
  if not found then
    perform refuse('XH404', 'unknown_event', 'event_id', 'Send the payload along to run an event without a receipt.');
  end if;
  v_done := v_event.status in ('processed', 'ignored');
  insert into event_runs (event_id, execution_id, begun_at, finished_at, outcome)
  values (p_event_id, p_execution_id, p_now, case when v_done then p_now end, case when v_done then 'replayed' end)
  on conflict do nothing;
  v_first := found;
  if not v_done then
    update events set status = 'processing', error = null, finished_at = null, updated_at = p_now,
      workflow_execution_id = p_execution_id, attempts = attempts + v_first::integer
    where id = p_event_id;
  end if;
  return jsonb_build_object('outcome', case when v_done then 'finished' else 'begun' end,
    'event_id', p_event_id, 'event_type', v_event.event_type, 'property_id', v_event.property_id,
    'correlation_id', v_event.correlation_id, 'hold_id', v_event.hold_id, 'result', v_event.result);
end $$;
