-- When the bank's word on a boleto is there at the latest: one that ends on a day without banks can be paid
-- on the next bank day, and is confirmed one bank day after it was paid.
create or replace function boleto_settles(p_ends timestamptz)
returns timestamptz language sql immutable as $$
  select (bank_day((p_ends at time zone 'America/Sao_Paulo')::date, 1) + time '23:59')
    at time zone 'America/Sao_Paulo'
$$;
