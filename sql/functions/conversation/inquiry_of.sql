-- The open inquiry of a conversation, as it stands now: forgotten after the property's silence, and over once
-- its stay is paid; back from a person when the time is over, or what was to be done is done. Null columns
-- where there is none.
create or replace function inquiry_of(p_conversation_id uuid, p_property_id text, p_now timestamptz)
returns inquiries language plpgsql stable as $$
declare
  v_inquiry inquiries;
  v_property properties;
begin
  select * into v_inquiry from inquiries where conversation_id = p_conversation_id and status <> 'closed';
  select * into v_property from properties where id = p_property_id;
  if v_inquiry.turned_at < p_now - v_property.forgets_after
    and coalesce(v_inquiry.person_until, '-infinity') < p_now - v_property.forgets_after then
    return null;
  elsif v_inquiry.status <> 'with_person' and exists (
      select from events e join holds h on h.id = e.hold_id
      where e.id = v_inquiry.hold_event_id and h.status = 'converted') then
    return null;
  elsif v_inquiry.status = 'with_person'
    and (v_inquiry.person_until <= p_now or person_is_done(v_inquiry)) then
    v_inquiry.status := 'open';
    v_inquiry.misunderstood := 0;
  end if;
  return v_inquiry;
end $$;
