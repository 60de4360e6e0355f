-- {task_event_id} of the task that an event opened about an inquiry, when there are staff to be told; else
-- {}.
create or replace function told_to_staff(p_inquiry_id uuid, p_event_id text)
returns jsonb language sql stable as $$
  select coalesce((
    select jsonb_build_object('task_event_id', e.id) from tasks t join events e on e.id = 'task-' || t.id
    where t.subject = p_inquiry_id::text and t.event_id = p_event_id limit 1), '{}')
$$;
