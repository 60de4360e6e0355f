-- Takes the place of an event among all of its kind: by the provider's id for ever, or, when there is
-- none, by a fingerprint inside a window of time, and as long as nothing else is sent about the same subject:
-- A, B, A are three events. Returns the id of the event that has the place.
create or replace function claim_receipt(
  p_event_id text, p_source text, p_external_id text, p_subject text, p_window interval, p_now timestamptz)
returns text language plpgsql as $$
declare
  v_key text := p_source || ':' || coalesce(p_subject, p_external_id);
begin
  if p_window is null then
    insert into processed_events (source, external_id, event_id, received_at)
    values (p_source, p_external_id, p_event_id, p_now) on conflict do nothing;
    return (select event_id from processed_events where source = p_source and external_id = p_external_id);
  end if;
  insert into idempotency_keys as k (key, content, event_id, expires_at)
  values (v_key, p_external_id, p_event_id, p_now + p_window)
  on conflict (key) do update
    set content = excluded.content, event_id = excluded.event_id, expires_at = excluded.expires_at
  where k.expires_at <= p_now or k.content is distinct from excluded.content;
  return (select event_id from idempotency_keys where key = v_key);
end $$;
