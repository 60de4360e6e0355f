-- Whether Brazilian banks clear payments on a day: no weekend, and no national holiday, Carnival included.
create or replace function is_bank_day(p_day date)
returns boolean language sql immutable as $$
  select extract(isodow from p_day) < 6
    and to_char(p_day, 'MM-DD') not in (
      '01-01', '04-21', '05-01', '09-07', '10-12', '11-02', '11-15', '11-20', '12-25')
    and p_day - easter(extract(year from p_day)::integer) not in (-48, -47, -2, 60)
$$;
