-- The trimmed text at a path of a payload, null when it is absent and not required.
-- XH400 missing, invalid_text.
create or replace function payload_text(
  p_payload jsonb, p_path text[], p_required boolean default true, p_longest integer default 200)
returns text language plpgsql immutable as $$
declare
  v_value jsonb := p_payload #> p_path;
  v_text text := nullif(trim(p_payload #>> p_path), '');
  v_where text := 'payload.' || array_to_string(p_path, '.');
begin
  if v_text is null and not p_required then
    return null;
  elsif v_text is null then
    perform refuse('XH400', 'missing', v_where, 'This value is required.');
  elsif jsonb_typeof(v_value) <> 'string' or length(v_text) > p_longest then
    perform refuse('XH400', 'invalid_text', v_where,
      format('A text of at most %s characters is expected.', p_longest));
  end if;
  return v_text;
end $$;
