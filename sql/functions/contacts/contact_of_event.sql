-- To whom the texts of an event go: the guest of its hold, else its lead, else the guest its payload names;
-- those of a task to the property's staff.
-- XH400 missing, invalid_phone.
create or replace function contact_of_event(p_event events)
returns contacts language plpgsql as $$
declare
  v_named text[] := case when p_event.payload ? 'guest' then '{guest}' else '{}' end;
  v_contact contacts;
  v_id uuid := coalesce(
    (select contact_id from holds where id = p_event.hold_id),
    (select contact_id from leads where id = p_event.lead_id));
begin
  if p_event.event_type = 'task_opened' then
    v_id := upsert_contact((select jsonb_build_object('phone', staff_phone)
      from properties where id = p_event.property_id), '{}');
  end if;
  v_id := coalesce(v_id, upsert_contact(p_event.payload, v_named));
  select * into v_contact from contacts where id = v_id;
  if v_contact.phone is null and v_contact.erased_at is null
    and not exists (select from contact_identities where contact_id = v_id and kind in ('lid', 'bsuid')) then
    perform refuse('XH400', 'missing', 'payload.phone', 'This contact has no address to write to.');
  end if;
  return v_contact;
end $$;
