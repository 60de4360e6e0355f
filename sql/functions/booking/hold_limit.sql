-- Whether one more stay would be too much to keep without payment: too_many_holds of this guest,
-- property_busy for all of them, else null. The contact's row is locked by upsert_contact, so a guest's own
-- requests are counted one after the other; of all guests together a few at the same moment may pass the
-- limit.
create or replace function hold_limit(
  p_property_id text, p_contact_id uuid, p_check_in date, p_check_out date, p_rooms jsonb, p_now timestamptz)
returns jsonb language sql stable as $$
  with asked as (
    select (p_check_out - p_check_in) * sum(r.quantity) as nights
    from jsonb_to_recordset(p_rooms) as r (quantity integer)
  ), kept as (
    select h.id, h.contact_id = p_contact_id as of_guest,
      (h.check_out - h.check_in) * (select sum(quantity) from hold_rooms r where r.hold_id = h.id) as nights
    from holds h where h.property_id = p_property_id and h.status = 'active' and h.release_at > p_now
  ), counted as (
    select count(*) filter (where of_guest) as holds_of_guest, count(*) as holds,
      coalesce(sum(nights) filter (where of_guest), 0) as nights_of_guest, coalesce(sum(nights), 0) as nights
    from kept
  )
  select jsonb_build_object('outcome', case
    when c.holds_of_guest >= p.max_holds_of_guest or c.nights_of_guest + a.nights > p.max_nights_of_guest
      then 'too_many_holds'
    else 'property_busy' end)
  from properties p, counted c, asked a
  where p.id = p_property_id and (
    c.holds_of_guest >= p.max_holds_of_guest or c.nights_of_guest + a.nights > p.max_nights_of_guest
    or c.holds >= p.max_holds or c.nights + a.nights > p.max_nights)
$$;
