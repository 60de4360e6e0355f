-- When a property may tell what can wait: at once, or when its quiet hours are over.
create or replace function after_quiet_hours(p_property_id text, p_now timestamptz)
returns timestamptz language sql stable as $$
  with here as (
    select p.*, (p_now at time zone time_zone)::date as today, (p_now at time zone time_zone)::time as clock
    from properties p where id = p_property_id
  )
  select case
    when quiet_from <= quiet_until and clock >= quiet_from and clock < quiet_until
      or quiet_from > quiet_until and clock < quiet_until then (today + quiet_until) at time zone time_zone
    when quiet_from > quiet_until and clock >= quiet_from
      then (today + 1 + quiet_until) at time zone time_zone
    else p_now end
  from here
$$;
