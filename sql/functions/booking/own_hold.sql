-- The hold that a guest has already of the very stay asked for, with the same rooms and people, and time left
-- to pay it; null columns without one. The contact is locked.
create or replace function own_hold(
  p_event events, p_contact_id uuid, p_check_in date, p_check_out date, p_now timestamptz)
returns holds language sql stable as $$
  select h.* from holds h, party_of(p_event.payload) party
  where h.contact_id = p_contact_id and h.property_id = p_event.property_id and h.status = 'active'
    and h.expires_at > p_now and h.event_id <> p_event.id
    and (h.check_in, h.check_out) = (p_check_in, p_check_out)
    and h.adults is not distinct from (party->>'adults')::integer and to_jsonb(h.children) = party->'ages'
    and (select jsonb_object_agg(room_type, quantity) from hold_rooms where hold_id = h.id)
      = (select jsonb_object_agg(r->>'room_type', r->'quantity')
        from jsonb_array_elements(p_event.payload->'rooms') r)
  order by h.created_at desc limit 1
$$;
