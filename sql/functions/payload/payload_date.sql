-- The date (YYYY-MM-DD) at a path of a payload, null when it is absent and not required.
-- XH400 missing, invalid_text, invalid_date.
create or replace function payload_date(p_payload jsonb, p_path text[], p_required boolean default true)
returns date language plpgsql stable as $$
declare
  v_text text := payload_text(p_payload, p_path, p_required);
begin
  if v_text !~ '^\d{4}-\d{2}-\d{2}$' or not pg_input_is_valid(v_text, 'date') then
    perform refuse('XH400', 'invalid_date', 'payload.' || array_to_string(p_path, '.'),
      'A date as YYYY-MM-DD is expected.');
  end if;
  return v_text::date;
end $$;
