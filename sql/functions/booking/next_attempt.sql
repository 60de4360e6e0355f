-- The number of a hold's next attempt to be paid.
create or replace function next_attempt(p_hold_id uuid)
returns integer language sql stable as $$
  select 1 + coalesce(max(attempt), 0) from payments where hold_id = p_hold_id
$$;
