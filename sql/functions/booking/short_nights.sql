-- Those of some nights of which more is sold than their total was to be: [{first_night, last_night}], null if
-- none.
create or replace function short_nights(p_event events, p_room_type text, p_nights date[])
returns jsonb language sql stable as $$
  with short as (
    select night, night - row_number() over (order by night)::integer as run
    from ari
    where property_id = p_event.property_id and room_type = p_room_type and night = any(p_nights)
      and inv_wanted is not null
  ), runs as (
    select min(night) as first_night, max(night) as last_night from short group by run
  )
  select jsonb_agg(to_jsonb(runs) order by first_night) from runs
$$;
