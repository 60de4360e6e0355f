-- Step resolve_payment: what becomes of money without a stay. A payment's own event goes by the property's
-- policy; a payment_resolution does what a person decided, whatever the policy says.
-- Payload of that: payment_id, decision (rebook, refund, close, manual), by, why?, amount_cents?, dry_run?.
-- Outcomes as apply_decisions; nothing_to_decide, when it is settled already. With dry_run {would: …}, and
-- nothing is changed. XH400 missing, invalid_…; XH404 unknown_payment; XH409 nothing_left, more_than_left.
create or replace function resolve_payment(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'resolve_payment');
  v_event events;
  v_payment payments;
  v_decision text;
  v_dry boolean;
  v_result jsonb;
begin
  if v_done is not null then
    return v_done;
  end if;
  select * into v_event from events where id = p_event_id;
  v_payment := payment_to_resolve(v_event);
  v_decision := payload_text(v_event.payload, '{decision}', false, 20);
  v_dry := coalesce(payload_boolean(v_event.payload, '{dry_run}'), false);
  update events e set hold_id = h.id, property_id = coalesce(e.property_id, h.property_id)
  from holds h where e.id = p_event_id and h.id = v_payment.hold_id;
  if v_payment.closed_by is not null
    or v_payment.status <> 'needs_manual' and not (v_decision = 'refund' and v_payment.status = 'succeeded')
      then
    return finish_step(p_event_id, 'resolve_payment', jsonb_build_object(
      'outcome', 'nothing_to_decide', 'payment_id', v_payment.id, 'hold_id', v_payment.hold_id));
  end if;
  begin
    v_result := apply_decisions(v_payment,
      coalesce(case when v_decision is not null then array[v_decision] end,
        (select p.money_policy from properties p join holds h on h.property_id = p.id
        where h.id = v_payment.hold_id), '{manual}'),
      payload_integer(v_event.payload, '{amount_cents}', 1, 100000000000, false),
      coalesce(payload_text(v_event.payload, '{by}', v_decision is not null, 200), 'policy'),
      payload_text(v_event.payload, '{why}', false, 2000), p_event_id, p_now);
    if v_dry then
      raise sqlstate 'XD001';
    end if;
  exception when sqlstate 'XD001' then
    v_result := jsonb_build_object('outcome', 'dry_run', 'would', v_result->>'outcome',
      'payment_id', v_payment.id);
  end;
  return finish_step(p_event_id, 'resolve_payment', v_result);
end $$;
