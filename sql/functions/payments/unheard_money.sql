-- Those of some objects, as Stripe's own lists show them, of which we know nothing or something else:
-- [{kind: charge | refund | dispute, id, payment_intent, status}, …]. What belongs to no payment of ours is
-- left out; charges are told to be ours by the caller. Outcome: listed {objects}.
create or replace function unheard_money(p_objects jsonb)
returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  select jsonb_build_object('outcome', 'listed', 'objects', coalesce(jsonb_agg(to_jsonb(o)), '[]'))
  from jsonb_to_recordset(p_objects) as o (kind text, id text, payment_intent text, status text)
  where case o.kind
    when 'charge' then not exists (select from payments
      where payment_intent = o.payment_intent and received_cents is not null)
    when 'refund' then not exists (select from refunds
      where provider_object_id = o.id and status::text = o.status)
    else not exists (select from disputes where provider_object_id = o.id) end
    and (o.kind = 'charge' or exists (select from payments where payment_intent = o.payment_intent))
$$;
