-- What a text about a task may say, to the property's staff: what is to be done, and about whom. Nothing for
-- other events.
create or replace function task_facts(p_event events)
returns jsonb language sql stable as $$
  select coalesce((
    select jsonb_build_object('task_id', t.id, 'task_kind', t.kind, 'guest_phone', k.phone,
      'guest_name', coalesce(k.name, k.profile_name), 'outdated', t.closed_at is not null)
    from tasks t left join contacts k on k.id = t.contact_id
    where p_event.event_type = 'task_opened' and t.id::text = p_event.payload->>'task_id'), '{}')
$$;
