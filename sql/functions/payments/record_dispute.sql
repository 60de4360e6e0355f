-- Step sync_payment, of a dispute as just fetched from the provider: {id, payment_intent, amount, currency,
-- status, reason}. While it is open, and when it was lost, it is a person's task; won, it is none.
-- Outcomes: disputed, dispute_won, dispute_lost {payment_id}; not_ours. XH503 payment_not_visible.
create or replace function record_dispute(p_event_id text, p_dispute jsonb, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'sync_payment');
  v_status text := p_dispute->>'status';
  v_outcome text;
  v_payment payments;
begin
  if v_done is not null then
    return v_done;
  end if;
  perform lock_hold(hold_id) from payments
    where payment_intent = p_dispute->>'payment_intent' and hold_id is not null;
  select * into v_payment from payments where payment_intent = p_dispute->>'payment_intent'
  order by created_at limit 1 for no key update;
  if not found then
    return finish_step(p_event_id, 'sync_payment', '{"outcome": "not_ours"}');
  end if;
  insert into disputes as d (provider_object_id, payment_id, amount_cents, currency, status, reason,
    created_at, updated_at)
  values (p_dispute->>'id', v_payment.id, (p_dispute->>'amount')::bigint, lower(p_dispute->>'currency'),
    v_status, p_dispute->>'reason', p_now, p_now)
  on conflict (provider_object_id) do update set status = excluded.status, updated_at = excluded.updated_at
  where d.status not in ('won', 'lost');
  v_status := (select status from disputes where provider_object_id = p_dispute->>'id');
  v_outcome := case when v_status in ('won', 'warning_closed') then 'dispute_won' when v_status = 'lost'
    then 'dispute_lost'
    else 'disputed' end;
  perform close_tasks_of(p_dispute->>'id', 'stripe', v_status, null, p_now) where v_outcome <> 'disputed';
  update payments set reason = nullif(v_outcome, 'dispute_won'), updated_at = p_now
  where id = v_payment.id and status in ('succeeded', 'refunded');
  perform open_task(case v_outcome when 'disputed' then 'answer_dispute' else 'dispute_lost' end,
    p_dispute->>'id',
    h.property_id, h.contact_id, p_event_id, v_payment.correlation_id,
    jsonb_build_object('payment_id', v_payment.id, 'hold_id', h.id,
      'amount_cents', (p_dispute->>'amount')::bigint), p_now)
  from (select) one left join holds h on h.id = v_payment.hold_id where v_outcome <> 'dispute_won';
  perform emit('payment.' || v_outcome, 'payment', v_payment.id::text, v_payment.correlation_id, p_event_id,
    jsonb_build_object('hold_id', v_payment.hold_id));
  return finish_step(p_event_id, 'sync_payment', jsonb_build_object(
    'outcome', v_outcome, 'payment_id', v_payment.id, 'hold_id', v_payment.hold_id));
end $$;
