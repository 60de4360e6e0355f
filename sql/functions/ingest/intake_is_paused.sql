-- Whether nothing of this kind is to be stored now; whose it is is looked up only while something is paused
-- for one property.
create or replace function intake_is_paused(
  p_intake text, p_property_id text, p_payload jsonb, p_now timestamptz)
returns boolean language plpgsql stable as $$
begin
  return exists (
    select from pauses where ended_at is null and what in (p_intake, 'all')
      and (property_id is null or property_id = property_of_receipt(p_property_id, p_payload))
      and (until is null or until > p_now));
end $$;
