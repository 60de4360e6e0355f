-- The one contact behind the name, phone (E.164) and email found at a path of a payload; newer values win.
-- XH400 missing, invalid_text, invalid_phone.
create or replace function upsert_contact(p_payload jsonb, p_path text[])
returns uuid language plpgsql as $$
declare
  v_name text := payload_text(p_payload, p_path || '{name}', false);
  v_email text := lower(payload_text(p_payload, p_path || '{email}', false));
  v_phone text := payload_text(p_payload, p_path || '{phone}', v_email is null);
  v_id uuid;
begin
  if v_phone !~ '^\+[1-9][0-9]{6,14}$' then
    perform refuse('XH400', 'invalid_phone', 'payload.' || array_to_string(p_path || '{phone}', '.'),
      'A phone number with its country code (E.164, +5511…) is expected.');
  elsif v_phone is null then
    insert into contacts as c (email, name) values (v_email, v_name)
    on conflict (lower(email)) where phone is null do update set name = coalesce(excluded.name, c.name)
    returning id into v_id;
  else
    insert into contacts as c (phone, email, name) values (v_phone, v_email, v_name)
    on conflict (phone) do update set name = coalesce(excluded.name, c.name), email = coalesce(excluded.email, c.email)
    returning id into v_id;
  end if;
  return v_id;
end $$;
