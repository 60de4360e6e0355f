-- How long after its session's end a payment may still bring money: the Pix code's life, if Pix was offered,
-- and the grace for money already on its way; as promised when it was started.
create or replace function payment_horizon(p_payment payments)
returns interval language sql immutable as $$
  select p_payment.grace
    + case when 'pix' = any(p_payment.payment_methods) then p_payment.pix_expires_after else interval '0' end
$$;
