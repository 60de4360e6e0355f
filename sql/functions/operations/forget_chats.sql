-- Removes inquiries that are over, and conversations of which nothing is left.
create or replace function forget_chats(p_before timestamptz, p_limit integer)
returns bigint language plpgsql as $$
declare
  v_inquiries bigint;
  v_conversations bigint;
begin
  delete from inquiries where id in (
    select id from inquiries where status = 'closed' and closed_at <= p_before limit p_limit);
  get diagnostics v_inquiries = row_count;
  delete from conversations where id in (
    select c.id from conversations c where c.last_message_at <= p_before
      and not exists (select from messages where conversation_id = c.id)
      and not exists (select from inquiries where conversation_id = c.id) limit p_limit);
  get diagnostics v_conversations = row_count;
  return v_inquiries + v_conversations;
end $$;
