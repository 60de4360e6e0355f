-- XH404 unknown_message.
create or replace function message_status(p_message_id uuid)
returns message_status language plpgsql stable as $$
declare
  v_status message_status := (select status from messages where id = p_message_id);
begin
  if v_status is null then
    perform refuse('XH404', 'unknown_message', 'message_id', 'No message has this id.');
  end if;
  return v_status;
end $$;
