-- Sets what an update says of locked nights, value by value, where no newer update has spoken. Returns the
-- nights of which something was set. XH400 invalid_integer, invalid_boolean, invalid_text, invalid_time.
create or replace function change_nights(p_event events, p_room_type text, p_first date, p_last date)
returns date[] language plpgsql as $$
declare
  v_values jsonb := ari_values(p_event.payload);
  v_stamp jsonb := update_stamp(p_event);
  v_changed date[];
begin
  with fresh as (
    select night, inv_booked + inv_held as sold, (
      select jsonb_object_agg(key, value) from jsonb_each(v_values)
      where overtakes(v_stamp, changed_by->key)) as new
    from ari
    where property_id = p_event.property_id and room_type = p_room_type and night between p_first and p_last
  ), changed as (
    update ari a
    set inv_total = greatest((f.new->>'total')::integer,
      case when f.new ? 'total' then f.sold else a.inv_total end),
      inv_wanted = case when not f.new ? 'total' then a.inv_wanted
        when (f.new->>'total')::integer < f.sold then (f.new->>'total')::integer end,
      price_cents = coalesce((f.new->>'price_cents')::bigint, a.price_cents),
      min_stay = coalesce((f.new->>'min_stay')::integer, a.min_stay),
      closed_to_arrival = coalesce((f.new->>'closed_to_arrival')::boolean, a.closed_to_arrival),
      closed_to_departure = coalesce((f.new->>'closed_to_departure')::boolean, a.closed_to_departure),
      stop_sell = coalesce((f.new->>'stop_sell')::boolean, a.stop_sell),
      changed_by = a.changed_by
        || (select jsonb_object_agg(key, v_stamp) from jsonb_object_keys(f.new) as key)
    from fresh f
    where a.property_id = p_event.property_id and a.room_type = p_room_type and a.night = f.night
      and f.new is not null
    returning a.night
  )
  select array_agg(night order by night) into v_changed from changed;
  return coalesce(v_changed, '{}');
end $$;
