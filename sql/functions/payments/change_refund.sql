-- Writes the provider's word on a refund, and brings its payment to it. Its hold is locked.
create or replace function change_refund(
  p_refund_id uuid, p_provider_object_id text, p_status text, p_error text, p_event_id text,
  p_now timestamptz)
returns void language plpgsql as $$
declare
  v_refund refunds;
begin
  update refunds set provider_object_id = coalesce(p_provider_object_id, provider_object_id),
    updated_at = p_now,
    status = case p_status when 'requires_action' then 'pending' else p_status end::refund_status,
    error = p_error
  where id = p_refund_id
    and status <> case p_status when 'requires_action' then 'pending' else p_status end::refund_status
  returning * into v_refund;
  if found then
    perform settle_refunds(v_refund.payment_id, p_event_id, p_now);
    perform emit('refund.' || v_refund.status, 'refund', v_refund.id::text, p.correlation_id, p_event_id,
      jsonb_build_object('payment_id', p.id, 'amount_cents', v_refund.amount_cents))
    from payments p where p.id = v_refund.payment_id;
  end if;
end $$;
