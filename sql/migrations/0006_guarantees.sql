-- What sessions, guests and properties may be relied upon for.

-- Looked up by the session alone, wherever the event comes from.
alter table payments
  drop constraint payments_provider_object,
  add constraint payments_provider_object unique (provider_object_id, provider);

-- A guest hears the same of a stay once, whichever event finds it out first.
drop index messages_one_confirmation;
alter table messages add constraint messages_once_a_hold unique (hold_id, template);

alter table properties
  -- Stripe closes a Checkout Session after a day at the latest
  add constraint properties_hold_for_is_at_most_a_day check (hold_for <= interval '24 hours'),
  add constraint properties_pix_is_brazilian check (currency = 'brl' or not 'pix' = any(payment_methods));
