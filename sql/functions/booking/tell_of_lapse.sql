-- The event by which a guest hears that a hold is over: one a hold, of those whose link the guest has.
create or replace function tell_of_lapse(p_hold_ids uuid[], p_now timestamptz)
returns void language sql as $$
  insert into events (
    id, source, event_type, payload, property_id, hold_id, correlation_id, created_at, updated_at)
  select 'lapse-' || h.id, 'booking', 'hold_lapsed', jsonb_build_object('hold_id', h.id), h.property_id, h.id,
    h.correlation_id, p_now, p_now
  from holds h where h.id = any(p_hold_ids)
    and exists (select from messages m
      where m.hold_id = h.id and m.template = 'payment_link' and m.status = 'sent')
  order by h.id
  on conflict (id) do nothing
$$;
