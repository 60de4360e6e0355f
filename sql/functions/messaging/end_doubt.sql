-- The provider has a text of which a person was to find out: it was sent.
create or replace function end_doubt(p_message_id uuid, p_provider_id text, p_now timestamptz)
returns void language plpgsql as $$
begin
  update messages set status = 'sent', error = null, provider_id = p_provider_id, updated_at = p_now
  where id = p_message_id and status = 'failed';
  perform close_tasks_of(p_message_id::text, 'record_delivery', 'sent', 'text_unconfirmed', p_now);
end $$;
