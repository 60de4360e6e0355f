-- Takes the last merge of a contact back: what went over then, and is there still, returns.
-- Outcomes: parted {contact_id, into_id}, not_merged.
create or replace function part_contacts(p_from uuid, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_merge contact_merges;
begin
  update contact_merges set parted_at = p_now where from_id = p_from and parted_at is null
  returning * into v_merge;
  if not found then
    return '{"outcome": "not_merged"}';
  end if;
  update contacts set merged_into = null where id = p_from;
  update contact_identities i set contact_id = p_from
  from jsonb_to_recordset(v_merge.moved->'identities') as m (kind text, value text)
  where (i.kind, i.value) = (m.kind, m.value);
  update holds set contact_id = p_from
  where id::text in (select jsonb_array_elements_text(v_merge.moved->'holds'));
  update leads set contact_id = p_from
  where id::text in (select jsonb_array_elements_text(v_merge.moved->'leads'));
  update messages m set conversation_id = f.id
  from conversations f join conversations i using (channel, instance)
  where f.contact_id = p_from and i.contact_id = v_merge.into_id and m.conversation_id = i.id
    and m.id::text in (select jsonb_array_elements_text(v_merge.moved->'messages'));
  return jsonb_build_object('outcome', 'parted', 'contact_id', p_from, 'into_id', v_merge.into_id);
end $$;
