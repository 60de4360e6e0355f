-- A Checkout Session ended without money: the rooms that waited for it come back at once, unless another
-- attempt has begun.
create or replace function end_checkout(p_payment payments, p_event_id text, p_now timestamptz)
returns void language plpgsql as $$
begin
  perform end_payment(p_payment.id, 'expired', null, p_now, p_event_id);
  perform release_holds(array[h.id], 'expired', p_event_id, p_now)
  from holds h where h.id = p_payment.hold_id and h.status = 'active' and not exists (
    select from payments p where p.hold_id = h.id and p.status in ('open', 'processing'));
end $$;
