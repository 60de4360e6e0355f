-- The guest is done and the money is on its way (Pix): the rooms stay for as long as it may take, until
-- the provider's own deadline for it where that is known.
create or replace function await_money(
  p_payment payments, p_until timestamptz, p_event_id text, p_now timestamptz)
returns void language plpgsql as $$
begin
  update payments set status = 'processing', asks = 0, updated_at = p_now,
    ask_again_at = coalesce(p_until, p_now) + interval '1 minute'
  where id = p_payment.id;
  update holds set release_at = greatest(expires_at,
    coalesce(p_until + p_payment.grace, p_now + payment_horizon(p_payment)))
  where id = p_payment.hold_id and status = 'active';
  if p_payment.status = 'open' then
    perform emit('payment.processing', 'payment', p_payment.id::text, p_payment.correlation_id, p_event_id,
      jsonb_build_object('hold_id', p_payment.hold_id));
  end if;
end $$;
