-- The moment (ISO 8601 with its zone) at a path of a payload, null when it is absent. XH400 invalid_text,
-- invalid_time.
create or replace function payload_time(p_payload jsonb, p_path text[])
returns timestamptz language plpgsql stable as $$
declare
  v_text text := payload_text(p_payload, p_path, false);
begin
  if v_text !~ '^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*(Z|[+-]\d{2}:?\d{2})$'
    or not pg_input_is_valid(v_text, 'timestamptz') then
    perform refuse('XH400', 'invalid_time', 'payload.' || array_to_string(p_path, '.'),
      'A date and time with a zone is expected: 2030-03-10T12:00:00Z.');
  end if;
  return v_text::timestamptz;
end $$;
