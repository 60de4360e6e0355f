-- Step refund_payment: what the provider said to a refund that was decided on.
-- Outcomes: refunded, refund_pending, refund_failed {refund_id, payment_id}. XH404 unknown_refund.
create or replace function record_refund(
  p_event_id text, p_refund_id uuid, p_status text, p_provider_object_id text default null,
  p_error text default null,
  p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'refund_payment');
  v_refund refunds;
begin
  if v_done is not null then
    return v_done;
  end if;
  select * into v_refund from refunds where id = p_refund_id;
  if not found then
    perform refuse('XH404', 'unknown_refund', 'refund_id', 'No refund has this id.');
  end if;
  perform lock_hold(hold_id) from payments where id = v_refund.payment_id and hold_id is not null;
  perform change_refund(p_refund_id, p_provider_object_id, p_status, p_error, p_event_id, p_now);
  return finish_step(p_event_id, 'refund_payment', jsonb_build_object('refund_id', p_refund_id,
    'payment_id', v_refund.payment_id, 'outcome', case p_status when 'succeeded' then 'refunded'
      when 'failed' then 'refund_failed' when 'canceled' then 'refund_failed' else 'refund_pending' end));
end $$;
