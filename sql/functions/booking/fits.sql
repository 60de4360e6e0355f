-- Whether a party fits into rooms: grown people into beds for them, children into any.
create or replace function fits(p_property_id text, p_rooms jsonb, p_party jsonb)
returns boolean language sql stable as $$
  select coalesce((p_party->>'adults')::integer, 0) <= sum(t.adults * r.quantity)
    and coalesce((p_party->>'adults')::integer, 0) + jsonb_array_length(p_party->'ages')
      <= sum((t.adults + t.children) * r.quantity)
  from jsonb_to_recordset(p_rooms) as r (room_type text, quantity integer)
  join room_types t on (t.property_id, t.id) = (p_property_id, r.room_type)
$$;
