-- Who comes, as a payload says it: {adults, ages}. Children whose ages are not given count as grown up in
-- price. Adults are null when nothing is said. XH400 invalid_integer, invalid_ages.
create or replace function party_of(p_payload jsonb)
returns jsonb language plpgsql stable as $$
declare
  v_ages jsonb := coalesce(nullif(p_payload->'children_ages', 'null'), '[]');
  v_children integer := payload_integer(p_payload, '{children}', 0, 100, false);
begin
  if jsonb_typeof(v_ages) <> 'array' or jsonb_array_length(v_ages) > 100
    or v_ages @? '$[*] ? (!(@.type() == "number" && @ >= 0 && @ <= 17 && @.floor() == @))' then
    perform refuse('XH400', 'invalid_ages', 'payload.children_ages',
      'A list of whole years from 0 to 17 is expected.');
  end if;
  for i in jsonb_array_length(v_ages) + 1 .. coalesce(v_children, 0) loop
    v_ages := v_ages || '17';
  end loop;
  return jsonb_build_object('adults', payload_integer(p_payload, '{adults}', 1, 100, false), 'ages', v_ages);
end $$;
