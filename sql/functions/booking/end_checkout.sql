-- A Checkout Session ended without money: the rooms that waited for it come back at once.
create or replace function end_checkout(p_payment payments, p_event_id text, p_now timestamptz)
returns void language plpgsql as $$
begin
  perform end_payment(p_payment.id, 'expired', null, p_now, p_event_id);
  perform release_holds(array[id], 'expired', p_event_id, p_now)
  from holds where id = p_payment.hold_id and status = 'active' and not hold_awaits_money(id);
end $$;
