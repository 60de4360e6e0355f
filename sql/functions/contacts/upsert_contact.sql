-- The one contact behind the name, phone (E.164), email, lid and bsuid found at a path of a payload. What is
-- known stays: a name or an address that anybody may write into a form fills a gap and no more. Attested
-- payloads come from the provider of the channel: their name is that of a profile, and their identities
-- belong to one person.
-- XH400 missing, invalid_text, invalid_phone.
create or replace function upsert_contact(
  p_payload jsonb, p_path text[], p_attested boolean default false, p_event_id text default null)
returns uuid language plpgsql as $$
declare
  v_name text := payload_text(p_payload, p_path || '{name}', false);
  v_phone text := payload_text(p_payload, p_path || '{phone}', false);
  v_email text := lower(payload_text(p_payload, p_path || '{email}', false, 254));
  v_id uuid;
begin
  if v_phone !~ '^\+[1-9][0-9]{6,14}$' then
    perform refuse('XH400', 'invalid_phone', 'payload.' || array_to_string(p_path || '{phone}', '.'),
      'A phone number with its country code (E.164, +5511…) is expected.');
  end if;
  v_id := claim_identities(jsonb_strip_nulls(jsonb_build_object(
    'phone', v_phone, 'email', case when v_phone is null then v_email end,
    'lid', p_payload #>> (p_path || '{lid}'), 'bsuid', p_payload #>> (p_path || '{bsuid}'))), p_attested,
      p_event_id);
  if v_id is null then
    perform refuse('XH400', 'missing', 'payload.' || array_to_string(p_path || '{phone}', '.'),
      'This value is required.');
  end if;
  insert into contacts (id, phone, email, name, profile_name)
  values (v_id, v_phone, v_email, case when not p_attested then v_name end,
    case when p_attested then v_name end)
  on conflict (id) do nothing;
  if not found then  -- a known person's row is locked only when there is news of it
    perform fill_contact(v_id, v_phone, v_email, v_name, p_attested);
  end if;
  return v_id;
end $$;
