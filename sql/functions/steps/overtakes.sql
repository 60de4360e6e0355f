-- Whether an update counts more than the one before: the sender's own sequence decides between two of one
-- sender, then the sender's time where both have one, then the order of receipt. Null was before everything.
create or replace function overtakes(p_new jsonb, p_old jsonb)
returns boolean language sql stable as $$
  select case
    when p_old is null then true
    when p_new->'sender' is not distinct from p_old->'sender' and p_new->'sequence' <> p_old->'sequence'
      then p_new->'sequence' > p_old->'sequence'
    when p_new->>'sent_at' <> p_old->>'sent_at'
      then (p_new->>'sent_at')::timestamptz > (p_old->>'sent_at')::timestamptz
    else p_new->'receipt' >= p_old->'receipt'
  end
$$;
