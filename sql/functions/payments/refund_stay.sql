-- What becomes of a confirmed stay whose money has all been given back: the property's rule cancels it, or a
-- person is told.
create or replace function refund_stay(p_payment payments, p_event_id text, p_now timestamptz)
returns void language plpgsql as $$
declare
  v_reservation reservations;
  v_property properties;
begin
  select * into v_reservation from reservations where payment_id = p_payment.id and status = 'confirmed';
  if not found then
    return;
  end if;
  select * into v_property from properties where id = v_reservation.property_id;
  if v_property.refund_cancels_stay then
    perform cancel_reservation(v_reservation.hold_id, p_event_id, p_now);
  else
    perform open_task('stay_without_money', v_reservation.id::text, v_property.id, h.contact_id, p_event_id,
      p_payment.correlation_id, jsonb_build_object('payment_id', p_payment.id, 'hold_id', h.id), p_now)
    from holds h where h.id = v_reservation.hold_id;
  end if;
end $$;
