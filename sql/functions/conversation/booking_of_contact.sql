-- The latest stay of a contact at a property that is kept or confirmed and not over, with how its payment
-- stands; null without one.
create or replace function booking_of_contact(p_contact_id uuid, p_property_id text, p_now timestamptz)
returns jsonb language sql stable as $$
  select jsonb_build_object('hold_id', h.id,
    'status', case when r.status = 'confirmed' then 'confirmed' else 'held' end,
    'check_in', h.check_in, 'check_out', h.check_out, 'adults', h.adults, 'child_ages', to_jsonb(h.children),
    'rooms', (select sum(quantity) from hold_rooms where hold_id = h.id),
    'room_type', (select room_type from hold_rooms where hold_id = h.id order by room_type limit 1),
    'amount_cents', h.amount_cents, 'currency', h.currency, 'expires_at', h.expires_at,
    'payment', (select p.status from payments p where p.hold_id = h.id order by p.attempt desc limit 1),
    'url', (select p.checkout_url from payments p where p.hold_id = h.id and p.status = 'open'
      order by p.attempt desc limit 1))
  from holds h left join reservations r on r.hold_id = h.id and r.status = 'confirmed'
  where h.contact_id = p_contact_id and h.property_id = p_property_id
    and (r.id is not null and h.check_out >= p_now::date or h.status = 'active')
  order by h.created_at desc limit 1
$$;
