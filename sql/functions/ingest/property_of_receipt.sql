-- The property that something belongs to which is not stored yet: the given one, else its hold's, its
-- payment's, or that of the number it was written to. Null when none of these is known.
create or replace function property_of_receipt(p_property_id text, p_payload jsonb)
returns text language sql stable as $$
  select coalesce(p_property_id,
    (select property_id from holds where id = uuid_or_null(p_payload->>'hold_id')),
    (select h.property_id from payments p join holds h on h.id = p.hold_id
      where p.provider_object_id = p_payload->>'session_id'),
    property_of_instance(p_payload->>'instance'))
$$;
