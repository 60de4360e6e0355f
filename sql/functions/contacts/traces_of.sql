-- How a person's addresses look inside the text of a payload, in small letters: digits of a number, an
-- e-mail, and in quotes what WhatsApp calls them, which may be short.
create or replace function traces_of(p_contacts uuid[])
returns text[] language sql stable as $$
  select coalesce(array_agg(distinct trace), '{}')
  from (
    select case when kind = 'phone' then ltrim(value, '+') when kind = 'email' then lower(value)
      else to_json(lower(value))::text end as trace
    from (
      select kind, value from contact_identities where contact_id = any(p_contacts)
      union all
      select each.* from contacts c,
        lateral (values ('phone', c.phone), ('email', c.email)) each where c.id = any(p_contacts)
      union all
      select each.* from leads l,
        lateral (values ('phone', l.phone), ('email', l.email)) each where l.contact_id = any(p_contacts)
      union all
      select i.kind, i.value from contact_merges m,
        lateral jsonb_to_recordset(m.moved->'identities') as i (kind text, value text)
      where m.from_id = any(p_contacts)) known) seen
  where trace <> ''
$$;
