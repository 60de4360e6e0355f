-- Forgets who a person was: names, addresses, words, what providers sent. Stays, money and counts are what
-- they were, and of what came only the keyed fingerprints are known again. Who comes later from the same
-- number is somebody new. Done again it forgets what came meanwhile. With p_dry_run it only says what would
-- be done.
-- Outcomes: erased, counted {contact_ids, events, messages}; refused {reasons} while something is open.
-- XH400 missing (who does it); XH404 unknown_contact.
create or replace function erase_contact(
  p_contact_id uuid, p_by text, p_dry_run boolean default true, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_person uuid[];
  v_traces text[];
  v_events text[];
  v_reasons jsonb;
  v_done jsonb;
begin
  if nullif(trim(p_by), '') is null then
    perform refuse('XH400', 'missing', 'by', 'Say who does it.');
  end if;
  perform from contacts where id = any(person_of(p_contact_id)) order by id for update;
  if not found then
    perform refuse('XH404', 'unknown_contact', 'contact_id', 'No contact has this id.');
  end if;
  begin
    v_person := person_of(p_contact_id);
    v_traces := traces_of(v_person);
    -- whoever writes from now on waits for us and is somebody new; who wrote before is an event under way
    delete from contact_identities where contact_id = any(v_person);
    v_events := array(select id from events_of_person(v_person, v_traces));
    v_reasons := why_not_erased(v_person, v_events, p_now);
    v_done := jsonb_build_object('contact_ids', v_person, 'events', empty_events(v_events, p_now),
      'messages', forget_chats_of(v_person, v_events, p_by, p_now));
    perform forget_facts_of(v_person);
    update contact_merges set moved = moved - 'identities'
    where from_id = any(v_person) or into_id = any(v_person);
    update contacts set phone = null, name = null, email = null, profile_name = null, opted_out_at = null,
      erased_at = coalesce(erased_at, p_now), erased_by = coalesce(erased_by, left(p_by, 200))
    where id = any(v_person);
    if p_dry_run or v_reasons <> '[]' then
      raise exception using errcode = 'XH000';
    end if;
  exception
    when sqlstate 'XH000' then null;  -- all of it is undone
  end;
  return case when v_reasons <> '[]' then jsonb_build_object('outcome', 'refused', 'reasons', v_reasons)
    else jsonb_build_object('outcome', case when p_dry_run then 'counted' else 'erased' end) || v_done end;
end $$;
