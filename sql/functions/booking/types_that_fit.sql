-- The room types of which as many rooms as were asked for would take the party, the smallest first.
create or replace function types_that_fit(p_property_id text, p_rooms jsonb, p_party jsonb)
returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(t.id order by t.adults + t.children, t.id), '[]')
  from room_types t, (
    select sum(r.quantity) as quantity from jsonb_to_recordset(p_rooms) as r (quantity integer)) asked
  where t.property_id = p_property_id
    and fits(p_property_id,
      jsonb_build_array(jsonb_build_object('room_type', t.id, 'quantity', asked.quantity)), p_party)
$$;
