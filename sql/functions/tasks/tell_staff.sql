-- The event by which a property's staff hear of a task; none where the property names no number of theirs.
-- The sweep runs it, unless the run that opened the task does so at once.
create or replace function tell_staff(p_task tasks, p_now timestamptz)
returns void language sql as $$
  insert into events (
    id, source, external_id, event_type, payload, property_id, correlation_id, created_at, updated_at)
  select 'task-' || p_task.id, 'tasks', p_task.id::text, 'task_opened',
    jsonb_build_object('task_id', p_task.id), p.id, coalesce(p_task.correlation_id, gen_random_uuid()),
    p_now, p_now
  from properties p where p.id = p_task.property_id and p.staff_phone is not null
$$;
