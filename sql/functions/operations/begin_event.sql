-- Begins a run of an event of which the caller knows little more than its id: the answer tells the rest.
-- (Where the type is known, a run's first step begins it.) A finished event stays as it is, its recorded
-- result is the answer. An event started by hand, with a payload and no receipt, is stored first.
-- Outcomes: begun, finished {result}. XH400 missing; XH404 unknown_event, unknown_property, unknown_hold.
create or replace function begin_event(
  p_event_id text, p_execution_id text, p_correlation_id uuid default null, p_event_type text default null,
  p_property_id text default null, p_source text default null, p_payload jsonb default null,
  p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_event events;
begin
  if p_payload is not null and not exists (select from events where id = p_event_id) then
    perform payload_text(jsonb_build_object('event_type', p_event_type), '{event_type}');
    perform store_event(p_event_id, coalesce(p_source, 'manual'), null, p_event_type, p_payload,
      p_property_id, null, p_correlation_id, p_now);
  end if;
  v_event := lock_event(p_event_id);
  perform begin_run(v_event, p_execution_id, p_now, p_now);
  return jsonb_build_object('outcome', case when v_event.result is null then 'begun' else 'finished' end,
    'event_id', p_event_id, 'event_type', v_event.event_type, 'property_id', v_event.property_id,
    'correlation_id', v_event.correlation_id, 'hold_id', v_event.hold_id)
    || case when v_event.result is null then '{}'
       else jsonb_build_object('finished', true, 'result', v_event.result) end;
end $$;
