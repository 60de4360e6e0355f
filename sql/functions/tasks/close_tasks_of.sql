-- Closes the open tasks about a subject that a step found done; all kinds, or one.
create or replace function close_tasks_of(
  p_subject text, p_by text, p_outcome text, p_kind text default null, p_now timestamptz default now())
returns void language sql as $$
  with closed as (
    update tasks set closed_at = p_now, closed_by = p_by, outcome = p_outcome
    where subject = p_subject and closed_at is null and kind = coalesce(p_kind, kind)
    returning id, correlation_id, kind
  )
  select emit('task.closed', 'task', id::text, correlation_id, null, jsonb_build_object('kind', kind))
  from closed
$$;
