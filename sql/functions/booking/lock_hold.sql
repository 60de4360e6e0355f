-- The hold, locked. Whoever changes a hold, its payments or its nights locks it first, in this order.
-- XH404 unknown_hold.
create or replace function lock_hold(p_hold_id uuid)
returns holds language plpgsql as $$
declare
  v_hold holds;
begin
  select * into v_hold from holds where id = p_hold_id for no key update;
  if not found then
    perform refuse('XH404', 'unknown_hold', 'hold_id', 'No hold has this id.');
  end if;
  return v_hold;
end $$;
