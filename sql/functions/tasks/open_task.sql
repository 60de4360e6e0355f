-- The open task of a kind about a subject: the one there is, or a new one. A new one is told to the outbox
-- and to the property's staff.
create or replace function open_task(
  p_kind text, p_subject text, p_property_id text, p_contact_id uuid, p_event_id text, p_correlation_id uuid,
  p_detail jsonb default '{}', p_now timestamptz default now())
returns uuid language plpgsql as $$
declare
  v_task tasks;
begin
  insert into tasks (kind, subject, property_id, contact_id, event_id, correlation_id, detail, opened_at)
  values (p_kind, p_subject, p_property_id, p_contact_id, p_event_id, p_correlation_id, p_detail, p_now)
  on conflict (kind, subject) where closed_at is null do nothing
  returning * into v_task;
  if v_task.id is null then
    return (select id from tasks where kind = p_kind and subject = p_subject and closed_at is null);
  end if;
  perform emit('task.opened', 'task', v_task.id::text, p_correlation_id, p_event_id,
    jsonb_build_object('kind', p_kind));
  perform tell_staff(v_task, p_now);
  return v_task.id;
end $$;
