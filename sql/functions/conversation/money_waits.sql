-- Whether money of a guest waits for a person since less than the property's time for that: then nobody else
-- answers.
create or replace function money_waits(p_contact_id uuid, p_property_id text, p_now timestamptz)
returns boolean language sql stable as $$
  select exists (
    select from tasks t join properties p on p.id = t.property_id
    where t.contact_id = p_contact_id and t.property_id = p_property_id and t.closed_at is null
      and t.kind in ('decide_payment', 'refund_failed', 'stay_without_money', 'answer_dispute')
      and t.opened_at > p_now - p.person_keeps)
$$;
