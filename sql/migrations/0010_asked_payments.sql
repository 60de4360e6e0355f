-- Only its provider's word ends a payment: what was promised at its start is kept with it, and when the
-- provider was asked about it.

alter table payments
  add column payment_methods   text[],
  add column pix_expires_after interval,
  add column grace             interval,  -- for money already on its way
  add column asked_at          timestamptz,  -- when expire last gave it out to be looked up
  add column asks              integer not null default 0,  -- since the last answer
  add column ask_again_at      timestamptz,
  add constraint payments_asks_is_not_negative check (asks >= 0),
  add constraint payments_of_a_hold_keep_their_promise check (
    hold_id is null or payment_methods is not null and pix_expires_after is not null and grace is not null) not valid;

update payments set payment_methods = p.payment_methods, pix_expires_after = p.pix_expires_after, grace = p.payment_grace
from holds h join properties p on p.id = h.property_id where h.id = payments.hold_id;
alter table payments validate constraint payments_of_a_hold_keep_their_promise;

-- A hold may end, or be paid by another session, while a session of it still lives at the provider.
drop index payments_one_live;
create unique index payments_one_succeeded on payments (hold_id) where status = 'succeeded';
create index payments_live on payments (hold_id) where status in ('open', 'processing');

-- Receipts of money keep the rooms.
create index events_of_money on events (hold_id)
  where status in ('received', 'processing', 'failed') and event_type in ('payment_succeeded', 'payment_pending');

-- One run at a time of a sweep; real time, since runs live in it.
create table leases (
  name   text primary key,
  holder text not null,
  until  timestamptz not null
);
