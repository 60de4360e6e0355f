-- The one conversation with a contact through an instance ('' is the default one).
create or replace function open_conversation(
  p_contact_id uuid, p_instance text, p_correlation_id uuid, p_now timestamptz)
returns uuid language sql as $$
  insert into conversations as c (contact_id, instance, correlation_id, last_message_at, created_at)
  values (p_contact_id, coalesce(p_instance, ''), p_correlation_id, p_now, p_now)
  on conflict (contact_id, channel, instance) do update
    set last_message_at = greatest(c.last_message_at, excluded.last_message_at)
  returning id
$$;
