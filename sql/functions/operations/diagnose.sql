-- All diagnostics at once: [{check, severity, count, ids}], empty when all is well. What it asks of the past
-- it asks of the last days, the rest is diagnose_history's.
create or replace function diagnose(p_now timestamptz default now())
returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  with findings (check_name, severity, id) as (
    select 'reconcile_ari_vs_holds', 'ERROR', format('%s/%s/%s', property_id, room_type, night)
    from reconcile_ari_vs_holds()
    union all
    select 'tasks_open', 'WARNING', task_id::text from open_tasks(null, p_now)
    where waiting > interval '1 hour'
    union all
    select 'nights_short', 'WARNING', format('%s/%s/%s', property_id, room_type, night)
    from nights_short(p_now)
    union all
    select 'payments_without_reservation',
      case why when 'waits_for_a_person' then 'WARNING' when 'provider_silent' then 'WARNING'
        else 'ERROR' end,
      coalesce(payment_id::text, event_id)
    from payments_without_reservation(p_now)
    union all
    -- a few minutes are the scheduler's to take
    select 'find_stuck_holds', 'WARNING', s.hold_id::text
    from find_stuck_holds(p_now) s where s.release_at < p_now - interval '5 minutes'
    union all
    select 'reprocess_candidates', 'WARNING', c.event_id
    from reprocess_candidates(p_now, interval '10 minutes') c where c.why <> 'deferred'
    union all
    select 'events_failing', 'WARNING', e.id
    from events e where e.status = 'failed' and e.attempts between 3 and max_attempts() - 1
    union all
    select case when out_of_attempts then 'events_out_of_attempts' else 'events_unfinished' end, severity,
      event_id
    from unfinished_events(p_now)
    union all
    select 'refunds_stuck', 'ERROR', id::text from stuck_refunds(p_now)
    union all
    select 'money_unexplained', 'ERROR', payment_id::text from money_book((p_now - interval '3 days')::date)
    where unexplained <> 0
    union all
    select 'pause_without_end', 'WARNING', what || coalesce('/' || property_id, '') from pauses
    where ended_at is null and until is null
    union all
    select 'sweep_behind', 'WARNING', name from sweep_marks where read_to < p_now - interval '1 day'
    union all
    select 'messages_failed', 'WARNING', id::text from unreached_guests(p_now)
  )
  select told_findings(coalesce(jsonb_agg(f), '[]')) from findings f
$$;
