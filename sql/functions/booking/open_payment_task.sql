-- Money without a stay is a person's open task until it is a stay, a refund, or settled by somebody.
create or replace function open_payment_task(p_payment payments, p_event_id text, p_now timestamptz)
returns void language sql as $$
  select open_task('decide_payment', p_payment.id::text, h.property_id, h.contact_id, p_event_id,
    p_payment.correlation_id, jsonb_build_object('reason', p_payment.reason, 'hold_id', p_payment.hold_id,
      'left_cents', p_payment.received_cents - p_payment.refunded_cents,
      'currency', p_payment.received_currency), p_now)
  from (select) one left join holds h on h.id = p_payment.hold_id
$$;
