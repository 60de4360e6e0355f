-- Gives late money its stay after all, as it was sold: the same rooms if they are free again, else, where the
-- property allows it, other rooms of one type that take the party. False when there are none, when the guest
-- had cancelled, when the stay has begun, or when the money is not the stay's price.
create or replace function rebook_payment(p_payment payments, p_event_id text, p_now timestamptz)
returns boolean language plpgsql as $$
declare
  v_hold holds;
  v_property properties;
begin
  select * into v_hold from holds where id = p_payment.hold_id;
  select * into v_property from properties where id = v_hold.property_id;
  if v_hold.status is distinct from 'expired' or p_payment.refunded_cents > 0
    or (p_payment.received_cents, p_payment.received_currency) is distinct from (
      v_hold.amount_cents, v_hold.currency)
    or v_hold.check_in < (p_now at time zone v_property.time_zone)::date then
    return false;
  end if;
  if not rooms_are_free(v_hold, p_event_id, p_now)
    and not (v_property.rebook_other_types and move_to_other_type(v_hold, p_event_id, p_now)) then
    return false;
  end if;
  perform convert_hold(v_hold, p_payment, p_event_id, p_now);
  perform close_tasks_of(p_payment.id::text, 'rebooking', 'rebooked', null, p_now);
  return true;
end $$;
