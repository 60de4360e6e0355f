-- What a Checkout Session is made of. Stays free of personal data, since it is kept as a step's result.
create or replace function describe_payment(p_payment payments)
returns jsonb language sql stable as $$
  select jsonb_build_object('outcome', 'start', 'payment_id', p_payment.id, 'attempt', p_payment.attempt,
    'idempotency_key', format('hold-%s-attempt-%s', h.id, p_payment.attempt),
    'hold_id', h.id, 'property_id', p.id, 'property_name', p.name, 'correlation_id', h.correlation_id,
    'amount_cents', p_payment.amount_cents, 'currency', p_payment.currency,
    'check_in', h.check_in, 'check_out', h.check_out, 'session_expires_at', p_payment.expires_at,
    'payment_methods', p_payment.payment_methods,
    'pix_expires_after_seconds', extract(epoch from p_payment.pix_expires_after)::integer,
    'boleto_expires_after_days', p_payment.boleto_days, 'deadline', h.expires_at, 'time_zone', p.time_zone)
  from holds h join properties p on p.id = h.property_id where h.id = p_payment.hold_id
$$;
