-- Until when a person has had a chat: what was written there before that is no matter of the house any more.
create or replace function answered_until(p_inquiry inquiries, p_now timestamptz)
returns timestamptz language sql stable as $$
  select greatest(p_now - interval '1 day',
    case when p_inquiry.person_until <= p_now then p_inquiry.person_until end,
    (select max(closed_at) from tasks where subject = p_inquiry.id::text),
    (select max(created_at) from messages
      where conversation_id = p_inquiry.conversation_id and direction = 'outbound' and template = 'staff'))
$$;
