-- All contacts that are one person: the given one, the one it went into, and all that went into that.
create or replace function person_of(p_contact_id uuid)
returns uuid[] language sql stable as $$
  with recursive person (id) as (
    select id from contacts where id = p_contact_id
    union
    select c.id from person p join contacts k on k.id = p.id
    join contacts c on c.merged_into = p.id or c.id = k.merged_into
  )
  select coalesce(array_agg(id order by id), '{}') from person
$$;
