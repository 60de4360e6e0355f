-- The last moment at which a payment may still bring money, by whichever of its methods is the slowest, when
-- the guest is done with the page by p_done; as promised when it was started.
create or replace function payment_horizon(p_payment payments, p_done timestamptz)
returns timestamptz language sql stable as $$
  select max(last_money(method, p_done, p_payment)) from unnest(p_payment.payment_methods) as method
$$;
