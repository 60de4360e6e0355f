-- A person has done what a task asked for. Outcomes: closed, already_closed {task_id}.
-- XH400 missing (who did it); XH404 unknown_task.
create or replace function close_task(
  p_task_id uuid, p_by text, p_outcome text default 'done', p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_task tasks;
begin
  if nullif(trim(p_by), '') is null then
    perform refuse('XH400', 'missing', 'by', 'Say who did it.');
  end if;
  select * into v_task from tasks where id = p_task_id for no key update;
  if not found then
    perform refuse('XH404', 'unknown_task', 'task_id', 'No task has this id.');
  elsif v_task.closed_at is not null then
    return jsonb_build_object('outcome', 'already_closed', 'task_id', p_task_id);
  end if;
  perform close_tasks_of(v_task.subject, p_by, p_outcome, v_task.kind, p_now);
  return jsonb_build_object('outcome', 'closed', 'task_id', p_task_id);
end $$;
