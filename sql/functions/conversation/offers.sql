-- What each room type of a property says to a stay: {offers: [price_stay's answer with room_type and the
-- price of each night]}, the cheapest first. The rooms of a hold that would be given up are free. Reads only.
create or replace function offers(
  p_property_id text, p_check_in date, p_check_out date, p_quantity integer, p_party jsonb,
  p_now timestamptz default now(), p_given_up uuid default null)
returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  with asked as (
    select t.id as room_type,
      jsonb_build_array(jsonb_build_object('room_type', t.id, 'quantity', p_quantity)) as rooms
    from room_types t where t.property_id = p_property_id
  ), said as (
    select a.room_type, price_stay(
        p_property_id, p_check_in, p_check_out, a.rooms, party_of(p_party), true, p_now, p_given_up)
      || jsonb_build_object('room_type', a.room_type, 'nights', (
        select jsonb_agg(n.price_cents order by n.night)
        from stay_nights(p_property_id, p_check_in, p_check_out, a.rooms) n)) as answer
    from asked a
  )
  select jsonb_build_object('offers',
    coalesce(jsonb_agg(answer order by (answer->>'amount_cents')::bigint nulls last, room_type), '[]'))
  from said
$$;
