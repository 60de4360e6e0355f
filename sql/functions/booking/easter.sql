-- Easter Sunday, by Gauss as amended for the Gregorian calendar; from 1900 to 2099.
create or replace function easter(p_year integer)
returns date language sql immutable as $$
  select make_date(p_year, 3, 22) + moon.d + (2 * (p_year % 4) + 4 * (p_year % 7) + 6 * moon.d + 5) % 7
    - case when moon.late then 7 else 0 end
  from (
    select (19 * (p_year % 19) + 24) % 30 as d,
      (19 * (p_year % 19) + 24) % 30 = 29
        and (2 * (p_year % 4) + 4 * (p_year % 7) + 6 * 29 + 5) % 7 = 6
      or (19 * (p_year % 19) + 24) % 30 = 28 and p_year % 19 > 10
        and (2 * (p_year % 4) + 4 * (p_year % 7) + 6 * 28 + 5) % 7 = 6 as late) moon
$$;
