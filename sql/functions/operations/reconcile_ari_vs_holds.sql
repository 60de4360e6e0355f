-- Nights whose counters disagree with the facts: held is the sum of active holds, booked that of live
-- reservations. A night that was sold without an ARI row shows with counters of null. Nights from the day
-- before yesterday on unless told otherwise (p_to is left out): the past is diagnose_history's.
create or replace function reconcile_ari_vs_holds(
  p_from date default (now() - interval '2 days')::date, p_to date default 'infinity')
returns table (
  property_id text, room_type text, night date, inv_total integer,
  inv_held integer, facts_held bigint, inv_booked integer, facts_booked bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  with facts as (
    select h.property_id, n.room_type, n.night,
      coalesce(sum(n.quantity) filter (where h.status = 'active'), 0) as held,
      coalesce(sum(n.quantity) filter (where r.status = 'confirmed'), 0) as booked
    from hold_nights n join holds h on h.id = n.hold_id left join reservations r on r.hold_id = h.id
    where n.night >= p_from and n.night < p_to and (h.status = 'active' or r.status = 'confirmed')
    group by h.property_id, n.room_type, n.night
  )
  select property_id, room_type, night, a.inv_total,
    a.inv_held, coalesce(f.held, 0), a.inv_booked, coalesce(f.booked, 0)
  from (select * from ari where ari.night >= p_from and ari.night < p_to) a
    full join facts f using (property_id, room_type, night)
  where (a.inv_held, a.inv_booked) is distinct from (coalesce(f.held, 0), coalesce(f.booked, 0))
  order by property_id, room_type, night
$$;
