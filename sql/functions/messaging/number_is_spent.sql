-- Whether the number that a conversation goes by has sent all that it may within the last minute.
create or replace function number_is_spent(p_conversation_id uuid, p_now timestamptz)
returns boolean language sql stable as $$
  select count(*) >= (
    select min(p.messages_a_minute) from properties p
    where coalesce(p.whatsapp_instance, '') = (
      select instance from conversations where id = p_conversation_id))
  from messages m join conversations c on c.id = m.conversation_id
  where m.sending_at > p_now - interval '1 minute'
    and c.instance = (select instance from conversations where id = p_conversation_id)
$$;
