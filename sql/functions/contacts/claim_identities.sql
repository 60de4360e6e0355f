-- The contact of some identities {kind: value}: new, or known by one of them, and by all of them afterwards.
-- Where they are of several contacts and the provider says that it is one person, these become one. Null
-- without any.
create or replace function claim_identities(p_identities jsonb, p_attested boolean, p_event_id text)
returns uuid language plpgsql as $$
declare
  v_new constant uuid := gen_random_uuid();
  v_known uuid[];
  v_id uuid;
begin
  -- in one order, so that two who claim the same wait for each other and not in a circle
  insert into contact_identities (kind, value, contact_id)
  select key, value, v_new from jsonb_each_text(p_identities) order by key, value
  on conflict do nothing;
  -- who is known by number comes first: that is where a hold's texts go
  v_known := array(
    select i.contact_id from contact_identities i
    join jsonb_each_text(p_identities) g on (g.key, g.value) = (i.kind, i.value)
    group by i.contact_id order by i.contact_id = v_new, bool_or(i.kind = 'phone') desc, i.contact_id);
  v_id := v_known[1];
  if v_id <> v_new then
    update contact_identities set contact_id = v_id where contact_id = v_new;
  end if;
  if p_attested then
    perform merge_contacts(other, v_id, p_event_id) from unnest(v_known[2:]) as other where other <> v_new;
  end if;
  return v_id;
end $$;
