-- The stay of a contact at a property that matters now, with how its payment stands: confirmed and not over,
-- or held and to be paid (or with money on its way); else one that lapsed within three days and may still be
-- wanted. `active` while its rooms are kept, paid for or not. Null without one.
create or replace function booking_of_contact(p_contact_id uuid, p_property_id text, p_now timestamptz)
returns jsonb language sql stable as $$
  with found as (
    select h.*,
      (select p.status from payments p where p.hold_id = h.id order by p.attempt desc limit 1) as payment,
      exists (select from reservations r where r.hold_id = h.id and r.status = 'confirmed') as confirmed
    from holds h where h.contact_id = p_contact_id and h.property_id = p_property_id
  ), standing as (
    select f.*, case when confirmed then 'confirmed'
      when f.status = 'active' and (expires_at > p_now or payment = 'processing') then 'held'
      else 'lapsed' end as stands
    from found f
    where confirmed and check_out >= p_now::date or f.status = 'active'
      or f.status = 'expired' and closed_at > p_now - interval '3 days'
  )
  select jsonb_build_object('hold_id', s.id, 'status', stands, 'active', s.status = 'active',
    'check_in', s.check_in, 'check_out', s.check_out, 'adults', s.adults, 'children', cardinality(s.children),
    'child_ages', to_jsonb(s.children), 'rooms', (select sum(quantity) from hold_rooms where hold_id = s.id),
    'room_type', (select min(room_type) from hold_rooms where hold_id = s.id having count(*) = 1),
    'amount_cents', s.amount_cents, 'currency', s.currency, 'expires_at', s.expires_at, 'payment', s.payment,
    'url', (select p.checkout_url from payments p
      where p.hold_id = s.id and p.status = 'open' and s.expires_at > p_now
      order by p.attempt desc limit 1))
  from standing s
  where stands <> 'lapsed' or s.check_in >= (
    p_now at time zone (select time_zone from properties where id = p_property_id))::date
  order by stands = 'lapsed', s.created_at desc limit 1
$$;
