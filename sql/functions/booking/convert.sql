-- Step convert: does to a hold what its Checkout Session, as just fetched from the provider, asks for.
-- Session: {session_id, status, payment_status, amount_total, currency, payment_intent, intent_status?,
-- money_until?, money_by?, refunded_cents?, hold_id, payment_id}, both ids as create-checkout wrote them into
-- its metadata.
-- Outcomes, all of them final: converted, already_converted {reservation_id, hold_id}; awaiting_payment,
-- payment_failed, checkout_expired, hold_not_active {hold_id}; and, with the money kept as needs_manual,
-- late, paid_twice, amount_mismatch, unknown_hold, refunded (at the provider, meanwhile). Of something else:
-- not_ours.
-- XH400 missing, invalid_…; XH404 unknown_event; XH503 payment_not_visible: ask again.
create or replace function convert(p_event_id text, p_session jsonb, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'convert');
  v_event events;
  v_payment payments;
  v_result jsonb;
begin
  if v_done is not null then
    return v_done;
  end if;
  select * into v_event from events where id = p_event_id;
  v_payment := payment_of_session(p_session, p_now);
  if v_payment.id is null then
    v_result := keep_unknown_money(p_session, v_event, p_now);
  else
    v_result := settle_payment(v_payment, p_session, v_event, p_now);
  end if;
  update events e set hold_id = h.id, property_id = coalesce(e.property_id, h.property_id)
  from holds h where e.id = p_event_id and h.id = v_payment.hold_id;
  return finish_step(p_event_id, 'convert', v_result);
end $$;
