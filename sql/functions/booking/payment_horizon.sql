-- How long after its start a payment may still bring money: the Pix code's life, if Pix is offered,
-- and the grace for money already on its way.
create or replace function payment_horizon(p_property properties)
returns interval language sql immutable as $$
  select p_property.payment_grace
    + case when 'pix' = any(p_property.payment_methods) then p_property.pix_expires_after else interval '0' end
$$;
