-- The newest payment of a hold, if another event opened it and it lives: open {session_id, hold_id}, as
-- record_checkout answers, or awaiting_payment once its money is on its way. Null without one.
-- XH503 payment_being_opened: its session is not known yet.
create or replace function payment_of_another(p_hold_id uuid, p_event_id text)
returns jsonb language plpgsql stable as $$
declare
  v_payment payments;
begin
  select * into v_payment from payments
  where hold_id = p_hold_id and status in ('open', 'processing') and event_id <> p_event_id
    and attempt + 1 = next_attempt(p_hold_id);
  if v_payment.id is not null and v_payment.provider_object_id is null then
    perform refuse('XH503', 'payment_being_opened', 'payload.hold_id',
      'Another event is opening the payment of this hold.');
  end if;
  return (select jsonb_build_object('session_id', v_payment.provider_object_id, 'hold_id', p_hold_id,
      'outcome', case v_payment.status when 'open' then 'open' else 'awaiting_payment' end)
    where v_payment.id is not null);
end $$;
