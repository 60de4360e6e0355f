-- Step sync_payment: all refunds of a payment intent, as just fetched from the provider; those made there are
-- new here.
-- Refunds: [{id, amount, currency, status, refund_id?}], the last as refund-payment wrote it into the
-- metadata.
-- Outcomes: synced {payment_id, refunded_cents}; not_ours; refund_unconfirmed, when the event tells of money
-- that went back (p_claimed) and the provider shows none: a person looks, until it shows. XH503
-- payment_not_visible.
create or replace function record_refunds(
  p_event_id text, p_payment_intent text, p_refunds jsonb, p_claimed boolean default false,
  p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'sync_payment');
  v_payment payments;
  v_refund record;
  v_id uuid;
begin
  if v_done is not null then
    return v_done;
  end if;
  perform lock_hold(hold_id) from payments where payment_intent = p_payment_intent and hold_id is not null;
  select * into v_payment from payments where payment_intent = p_payment_intent order by created_at limit 1
    for no key update;
  if not found then
    return finish_step(p_event_id, 'sync_payment', '{"outcome": "not_ours"}');
  elsif v_payment.received_cents is null then
    perform refuse('XH503', 'payment_not_visible', 'payment_intent', 'The money itself is not recorded yet.');
  end if;
  if p_claimed and jsonb_array_length(p_refunds) = 0 then
    perform doubt_payment(v_payment, p_event_id, p_now);
    return finish_step(p_event_id, 'sync_payment', jsonb_build_object('outcome', 'refund_unconfirmed',
      'payment_id', v_payment.id, 'hold_id', v_payment.hold_id));
  end if;
  for v_refund in select * from jsonb_to_recordset(p_refunds)
    as r (id text, amount bigint, currency text, status text, refund_id text)
  loop
    select id into v_id from refunds
    where provider_object_id = v_refund.id or id = uuid_or_null(v_refund.refund_id);
    if not found then
      insert into refunds (payment_id, provider_object_id, amount_cents, currency, status, requested_by,
        event_id, created_at, updated_at)
      values (v_payment.id, v_refund.id, v_refund.amount, lower(v_refund.currency),
        'failed', 'stripe', p_event_id,
        p_now, p_now)
      returning id into v_id;  -- counts as nothing until its word is written
    end if;
    perform change_refund(v_id, v_refund.id, v_refund.status, null, p_event_id, p_now);
  end loop;
  update events e set hold_id = h.id, property_id = coalesce(e.property_id, h.property_id)
  from holds h where e.id = p_event_id and h.id = v_payment.hold_id;
  return finish_step(p_event_id, 'sync_payment',
    (select jsonb_build_object('outcome', 'synced', 'payment_id', id,
    'hold_id', hold_id, 'refunded_cents', refunded_cents) from payments where id = v_payment.id));
end $$;
