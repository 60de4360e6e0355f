-- Fills the gaps of a known contact; the name of a profile is always the newest.
create or replace function fill_contact(
  p_id uuid, p_phone text, p_email text, p_name text, p_attested boolean)
returns void language sql as $$
  update contacts
  set phone = coalesce(phone, p_phone), email = coalesce(email, p_email),
    name = case when p_attested then name else coalesce(name, p_name) end,
    profile_name = case when p_attested then coalesce(p_name, profile_name) else profile_name end
  where id = p_id and (
    phone is null and p_phone is not null or email is null and p_email is not null
    or case when p_attested then p_name is distinct from profile_name and p_name is not null
      else name is null and p_name is not null end)
$$;
