-- Ends a run that can do no more about a text of which no word has come: its event runs again then.
-- Outcome: later, as defer_event.
create or replace function await_message(
  p_event_id text, p_until timestamptz, p_now timestamptz default now())
returns jsonb language sql security definer set search_path = public, pg_temp as $$
  select defer_event(p_event_id, p_until, p_now)
$$;
