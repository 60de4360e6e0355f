-- What the guests beyond those that the rooms' prices include cost a night, in cents: the included places go
-- to who would cost most, the cheapest extra beds to who costs most of the rest. Children cost nothing, half
-- or all by their age and the room type.
create or replace function extra_guests_price(p_property_id text, p_rooms jsonb, p_party jsonb)
returns bigint language sql stable as $$
  with rooms as (
    select t.*, coalesce(t.included, t.adults + t.children) as paid_for, r.quantity
    from jsonb_to_recordset(p_rooms) as r (room_type text, quantity integer)
    join room_types t on (t.property_id, t.id) = (p_property_id, r.room_type)
  ), guests as (
    select row_number() over (order by age desc) as place, age from (
      select 99 as age from generate_series(1, (p_party->>'adults')::integer)
      union all select age::integer from jsonb_array_elements_text(p_party->'ages') as age) g
  ), extra as (
    select row_number() over (order by age desc) as place, age from guests
    where place > (select sum(paid_for * quantity) from rooms)
  ), beds as (
    select row_number() over (order by extra_guest_cents, id) as place, extra_guest_cents, child_free_until,
      child_half_until
    from rooms, generate_series(1, (adults + children - paid_for) * quantity)
  )
  select case when (select max(extra_guest_cents) from rooms) > 0 then (
    select coalesce(sum(case
      when extra.age <= beds.child_free_until then 0
      when extra.age <= beds.child_half_until then beds.extra_guest_cents / 2
      else beds.extra_guest_cents end), 0)
    from extra join beds using (place)) else 0 end
$$;
