-- By what a person can be written to: {phone, lid, bsuid}, null where there is none; the newest of each.
create or replace function contact_addresses(p_contact_id uuid)
returns jsonb language sql stable as $$
  select jsonb_build_object('phone', c.phone,
    'lid', (select value from contact_identities where contact_id = c.id and kind = 'lid'
      order by created_at desc limit 1),
    'bsuid', (select value from contact_identities where contact_id = c.id and kind = 'bsuid'
      order by created_at desc limit 1))
  from contacts c where c.id = p_contact_id
$$;
