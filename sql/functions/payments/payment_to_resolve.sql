-- The payment that an event asks to decide about, with its hold locked. XH400 missing; XH404 unknown_payment.
create or replace function payment_to_resolve(p_event events)
returns payments language plpgsql as $$
declare
  v_id uuid := coalesce(payload_uuid(p_event.payload, '{payment_id}', false),
    (select id from payments where provider_object_id = p_event.payload->>'session_id'));
  v_payment payments;
begin
  perform lock_hold(hold_id) from payments where id = v_id and hold_id is not null;
  select * into v_payment from payments where id = v_id for no key update;
  if not found then
    perform refuse('XH404', 'unknown_payment', 'payload.payment_id', 'No payment has this id.');
  end if;
  return v_payment;
end $$;
