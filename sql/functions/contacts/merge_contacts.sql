-- Makes two contacts one: identities, holds, messages and, where the other has none, the lead go over. What
-- went is written down for part_contacts.
create or replace function merge_contacts(
  p_from uuid, p_into uuid, p_event_id text default null, p_now timestamptz default now())
returns void language plpgsql as $$
declare
  v_moved jsonb := '{}';
begin
  perform from contacts where id in (p_from, p_into) order by id for update;
  update contacts set merged_into = p_into where id = p_from and merged_into is null;
  if not found then
    return;
  end if;
  with moved as (update contact_identities set contact_id = p_into where contact_id = p_from
    returning kind, value)
  select v_moved || jsonb_build_object('identities', coalesce(jsonb_agg(to_jsonb(moved)), '[]')) into v_moved
  from moved;
  with moved as (update holds set contact_id = p_into where contact_id = p_from returning id)
  select v_moved || jsonb_build_object('holds', coalesce(jsonb_agg(id), '[]')) into v_moved from moved;
  with moved as (
    update leads set contact_id = p_into
    where contact_id = p_from and not exists (select from leads l where l.contact_id = p_into) returning id)
  select v_moved || jsonb_build_object('leads', coalesce(jsonb_agg(id), '[]')) into v_moved from moved;
  v_moved := v_moved || jsonb_build_object('messages', move_messages(p_from, p_into));
  update contacts c set name = coalesce(c.name, f.name), email = coalesce(c.email, f.email),
    profile_name = coalesce(c.profile_name, f.profile_name)
  from contacts f where c.id = p_into and f.id = p_from;
  insert into contact_merges (from_id, into_id, event_id, moved, merged_at)
  values (p_from, p_into, p_event_id, v_moved, p_now);
end $$;
