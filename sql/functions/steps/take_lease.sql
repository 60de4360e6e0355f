-- Whether the holder may sweep now: nobody else does, or whoever did has been silent for too long.
create or replace function take_lease(p_name text, p_holder text, p_for interval)
returns boolean language plpgsql as $$
begin
  insert into leases as l (name, holder, until) values (p_name, p_holder, clock_timestamp() + p_for)
  on conflict (name) do update set holder = excluded.holder, until = excluded.until
  where l.holder = excluded.holder or l.until <= clock_timestamp();
  return found;
end $$;
