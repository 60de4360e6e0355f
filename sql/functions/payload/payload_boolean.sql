-- The truth value at a path of a payload, null when it is absent. XH400 invalid_boolean.
create or replace function payload_boolean(p_payload jsonb, p_path text[])
returns boolean language plpgsql immutable as $$
declare
  v_value jsonb := nullif(p_payload #> p_path, 'null');
begin
  if jsonb_typeof(v_value) <> 'boolean' then
    perform refuse('XH400', 'invalid_boolean', 'payload.' || array_to_string(p_path, '.'),
      'true or false is expected.');
  end if;
  return v_value::boolean;
end $$;
