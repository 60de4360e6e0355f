-- Something told of a refund that the provider does not show: a person looks, until it shows.
create or replace function doubt_payment(p_payment payments, p_event_id text, p_now timestamptz)
returns void language plpgsql as $$
begin
  update payments set reason = 'refund_unconfirmed', updated_at = p_now
  where id = p_payment.id and status = 'succeeded' and reason is null;
  perform open_task('refund_unconfirmed', p_payment.id::text, h.property_id, h.contact_id, p_event_id,
    p_payment.correlation_id, jsonb_build_object('hold_id', h.id), p_now)
  from (select) one left join holds h on h.id = p_payment.hold_id;
end $$;
