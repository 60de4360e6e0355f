-- Whether a payment of the hold may still bring money. One without a session cannot: nobody has its link.
create or replace function hold_awaits_money(p_hold_id uuid)
returns boolean language sql stable as $$
  select exists (select from payments
    where hold_id = p_hold_id and status in ('open', 'processing') and provider_object_id is not null)
$$;
