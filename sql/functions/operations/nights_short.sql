-- Nights from today on of which more is sold than the hotel wants to sell, until they agree: it closed rooms
-- that were held or booked already, and somebody has to move a guest, or to raise the total again.
create or replace function nights_short(p_now timestamptz default now())
returns table (property_id text, room_type text, night date, inv_wanted integer, inv_booked integer,
  inv_held integer)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.property_id, a.room_type, a.night, a.inv_wanted, a.inv_booked, a.inv_held
  from ari a join properties p on p.id = a.property_id
  where a.inv_wanted is not null and a.night >= (p_now at time zone p.time_zone)::date
  order by a.property_id, a.room_type, a.night
$$;
