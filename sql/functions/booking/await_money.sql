-- The guest is done and the money is on its way (Pix): the rooms stay for as long as it may take.
create or replace function await_money(p_payment payments, p_event_id text, p_now timestamptz)
returns void language plpgsql as $$
begin
  update payments set status = 'processing', updated_at = p_now where id = p_payment.id;
  update holds h set release_at = greatest(h.expires_at, p_now + payment_horizon(p))
  from properties p where h.id = p_payment.hold_id and h.status = 'active' and p.id = h.property_id;
  perform emit('payment.processing', 'payment', p_payment.id::text, p_payment.correlation_id, p_event_id,
    jsonb_build_object('hold_id', p_payment.hold_id));
end $$;
