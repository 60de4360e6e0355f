-- How long a provider is left alone after it was asked so many times in vain. The first pause is that of one
-- sweep.
create or replace function pause_before_asking(p_asks integer)
returns interval language sql immutable as $$
  select least(interval '1 minute' * 2 ^ least(p_asks - 1, 6), interval '1 hour') - interval '10 seconds'
$$;
