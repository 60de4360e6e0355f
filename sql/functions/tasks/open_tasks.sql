-- What waits for a person, the longest waiting first.
create or replace function open_tasks(p_property_id text default null, p_now timestamptz default now())
returns table (
  task_id uuid, kind text, property_id text, subject text, correlation_id uuid, detail jsonb,
  opened_at timestamptz,
  waiting interval)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.id, t.kind, t.property_id, t.subject, t.correlation_id, t.detail, t.opened_at, p_now - t.opened_at
  from tasks t
  where t.closed_at is null and (p_property_id is null or t.property_id = p_property_id)
  order by t.opened_at
$$;
