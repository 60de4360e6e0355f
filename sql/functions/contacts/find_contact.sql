-- The contact that an operator means: by its id, by that of a hold or lead of theirs, by a phone, an e-mail
-- or what WhatsApp calls them. Null when nobody is meant.
create or replace function find_contact(p_given text)
returns uuid language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(
    (select id from contacts where id = uuid_or_null(trim(p_given))),
    (select contact_id from holds where id = uuid_or_null(trim(p_given))),
    (select contact_id from leads where id = uuid_or_null(trim(p_given))),
    (select contact_id from contact_identities
      where (kind = 'phone' and value = '+' || regexp_replace(p_given, '[^0-9]', '', 'g'))
        or (kind <> 'phone' and lower(value) = lower(trim(p_given)))
      order by kind = 'phone' desc limit 1))
$$;
