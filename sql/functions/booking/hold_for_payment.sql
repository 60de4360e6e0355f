-- Steps create_hold and start_payment as the one decision that they are: whoever gets rooms gets to pay for
-- them.
-- Outcomes and errors as create_hold.
create or replace function hold_for_payment(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_hold jsonb := create_hold(p_event_id, p_now);
begin
  if v_hold->>'outcome' = 'held' and not v_hold ? 'finished' then
    perform start_payment(p_event_id, p_now);
  end if;
  return v_hold;
end $$;
