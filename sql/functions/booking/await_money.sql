-- The guest is done and the money is on its way (Pix, boleto): the rooms stay for as long as it may take,
-- counted from the provider's own deadline for it where that is known.
create or replace function await_money(
  p_payment payments, p_until timestamptz, p_event_id text, p_now timestamptz, p_method text default null)
returns void language plpgsql as $$
declare
  v_until timestamptz := case p_method when 'boleto' then boleto_settles(p_until) else p_until end;
begin
  update payments set status = 'processing', asks = 0, updated_at = p_now,
    ask_again_at = coalesce(v_until, p_now) + interval '1 minute'
  where id = p_payment.id;
  update holds set release_at = greatest(expires_at,
    coalesce(v_until + p_payment.grace, payment_horizon(p_payment, p_now)))
  where id = p_payment.hold_id and status = 'active';
  if p_payment.status = 'open' then
    perform emit('payment.processing', 'payment', p_payment.id::text, p_payment.correlation_id, p_event_id,
      jsonb_build_object('hold_id', p_payment.hold_id));
  end if;
end $$;
