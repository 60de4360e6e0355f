-- Whether the person who was asked into a chat has closed the task, and written nothing there since.
create or replace function person_is_done(p_inquiry inquiries)
returns boolean language sql stable as $$
  select coalesce(bool_and(t.closed_at is not null) and max(t.closed_at) >= (
    select coalesce(max(m.created_at), '-infinity') from messages m
    where m.conversation_id = p_inquiry.conversation_id and m.template = 'staff'), false)
  from tasks t where t.subject = p_inquiry.id::text
$$;
