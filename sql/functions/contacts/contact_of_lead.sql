-- The contact of a lead: by phone or e-mail; a new one for who left only a name, or nothing that could be
-- used.
-- XH400 invalid_text, invalid_phone.
create or replace function contact_of_lead(p_payload jsonb)
returns uuid language plpgsql as $$
declare
  v_id uuid;
begin
  if p_payload->>'phone' is not null or p_payload->>'email' is not null then
    return upsert_contact(p_payload, '{}');
  end if;
  insert into contacts (name) values (payload_text(p_payload, '{name}', false)) returning id into v_id;
  return v_id;
end $$;
