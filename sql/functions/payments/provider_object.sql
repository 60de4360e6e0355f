-- What a refund_changed or dispute_changed event speaks of. Outcomes: found {object_id, payment_intent?,
-- claimed: it tells of money that went back}; done {result}, when it was written already. XH404
-- unknown_event.
create or replace function provider_object(p_event_id text)
returns jsonb language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  v_event events := known_event(p_event_id);
  v_done jsonb := step_result(p_event_id, 'sync_payment');
begin
  if v_done is not null then
    return jsonb_build_object('outcome', 'done', 'result', v_done);
  end if;
  return jsonb_build_object('outcome', 'found', 'object_id', v_event.payload->>'object_id',
    'payment_intent', v_event.payload->>'payment_intent',
    'claimed', v_event.payload->>'stripe_type' = 'charge.refunded');
end $$;
