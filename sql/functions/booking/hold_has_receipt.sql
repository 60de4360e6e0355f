-- Whether news of money for the hold has come in and is not processed yet: it keeps the rooms.
create or replace function hold_has_receipt(p_hold_id uuid)
returns boolean language sql stable as $$
  select exists (select from events where hold_id = p_hold_id
    and status in ('received', 'processing', 'failed')
      and event_type in ('payment_succeeded', 'payment_pending'))
$$;
