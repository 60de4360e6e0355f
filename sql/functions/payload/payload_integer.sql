-- The whole number at a path of a payload, null when it is absent and not required.
-- XH400 missing, invalid_integer.
create or replace function payload_integer(
  p_payload jsonb, p_path text[], p_least bigint, p_most bigint, p_required boolean default true)
returns bigint language plpgsql stable as $$
declare
  v_value jsonb := nullif(p_payload #> p_path, 'null');
  v_where text := 'payload.' || array_to_string(p_path, '.');
begin
  if v_value is null and not p_required then
    return null;
  elsif v_value is null then
    perform refuse('XH400', 'missing', v_where, 'This value is required.');
  elsif jsonb_typeof(v_value) <> 'number' or not pg_input_is_valid(v_value::text, 'bigint')
    or v_value::bigint not between p_least and p_most then
    perform refuse('XH400', 'invalid_integer', v_where,
      format('A whole number from %s to %s is expected.', p_least, p_most));
  end if;
  return v_value::bigint;
end $$;
