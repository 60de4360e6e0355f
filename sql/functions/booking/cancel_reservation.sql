-- Cancels the reservation of a hold: rooms back, money to a person. False when there is none to cancel.
create or replace function cancel_reservation(p_hold_id uuid, p_event_id text, p_now timestamptz)
returns boolean language plpgsql as $$
declare
  v_reservation reservations;
begin
  update reservations set status = 'cancelled', cancelled_at = p_now
  where hold_id = p_hold_id and status = 'confirmed' returning * into v_reservation;
  if not found then
    return false;
  end if;
  perform move_rooms(array[p_hold_id], 0, -1);
  perform end_payment(v_reservation.payment_id, 'needs_manual', 'reservation_cancelled', p_now, p_event_id);
  perform emit('reservation.cancelled', 'reservation', v_reservation.id::text, v_reservation.correlation_id,
    p_event_id, jsonb_build_object('hold_id', p_hold_id));
  return true;
end $$;
