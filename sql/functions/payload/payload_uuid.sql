-- The id at a path of a payload, null when it is absent and not required.
-- XH400 missing, invalid_text, invalid_id.
create or replace function payload_uuid(p_payload jsonb, p_path text[], p_required boolean default true)
returns uuid language plpgsql stable as $$
declare
  v_text text := payload_text(p_payload, p_path, p_required);
begin
  if not pg_input_is_valid(v_text, 'uuid') then
    perform refuse('XH400', 'invalid_id', 'payload.' || array_to_string(p_path, '.'), 'A UUID is expected.');
  end if;
  return v_text::uuid;
end $$;
