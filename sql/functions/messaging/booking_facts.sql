-- What a text about a booking may say: of the event's hold, or of the stay that was asked for in vain.
create or replace function booking_facts(p_event events)
returns jsonb language sql stable as $$
  select jsonb_build_object(
    'instance', p.whatsapp_instance, 'property_name', p.name, 'time_zone', p.time_zone, 'hold_id', h.id,
    'check_in', coalesce(h.check_in::text, p_event.payload->>'check_in'),
    'check_out', coalesce(h.check_out::text, p_event.payload->>'check_out'),
    'adults', h.adults, 'children', cardinality(h.children), 'address', p.address,
    'rooms', (select jsonb_agg(
        jsonb_build_object('name', coalesce(t.name, initcap(replace(t.id, '-', ' '))), 'quantity', r.quantity)
        order by t.id)
      from hold_rooms r join room_types t on (t.property_id, t.id) = (h.property_id, r.room_type)
      where r.hold_id = h.id),
    'amount_cents', h.amount_cents, 'currency', h.currency, 'expires_at', h.expires_at,
    'refund_cents', (select amount_cents from refunds where event_id = p_event.id),
    'min_stay', (select result->'min_stay' from event_steps
      where event_id = p_event.id and step = 'create_hold'),
    'url', (select checkout_url from payments where hold_id = h.id and status = 'open'
      order by attempt desc limit 1))
  from (select) one
  left join holds h on h.id = p_event.hold_id
  left join properties p on p.id = p_event.property_id
$$;
