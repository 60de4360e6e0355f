-- The first bank day on or after a day, or so many bank days later.
create or replace function bank_day(p_day date, p_later integer default 0)
returns date language sql immutable as $$
  select day from each_night(p_day, p_day + 14 + 2 * p_later) as d (day)
  where is_bank_day(day) order by day offset p_later limit 1
$$;
