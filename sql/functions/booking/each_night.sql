-- The nights from the first to the last. Counted in days: steps of a time would lose the last night where
-- clocks change at midnight.
create or replace function each_night(p_first date, p_last date)
returns setof date language sql immutable as $$
  select p_first + n from generate_series(0, p_last - p_first) n
$$;
