-- Money that became no stay has a policy, and what goes back is counted against what came.

alter table properties
  -- what happens to such money, in this order: rebook, refund; manual waits for a person
  add column money_policy text[] not null default '{manual}',
  add column rebook_other_types boolean not null default false,  -- of at least the same capacity, at no extra price
  add column refund_cancels_stay boolean not null default false,  -- when all of it was given back at Stripe itself
  add constraint properties_money_policy check (
    money_policy <@ '{manual,rebook,refund}'::text[] and cardinality(money_policy) > 0);

alter table payments
  add column received_cents    bigint,  -- null: no money came
  add column received_currency char(3),
  add column refunded_cents    bigint not null default 0,  -- of refunds that did not fail, asked for or made
  add column closed_by         text,  -- who settled it outside of here, and why
  add column closed_why        text,
  add constraint payments_refund_at_most_what_came check (refunded_cents between 0 and coalesce(received_cents, 0)),
  add constraint payments_closed_has_a_reason check ((closed_by is null) = (closed_why is null));

update payments set received_cents = amount_cents, received_currency = currency
where status in ('succeeded', 'needs_manual', 'refunded');
update payments set refunded_cents = received_cents where status = 'refunded';

create index payments_intent on payments (payment_intent) where payment_intent is not null;

create type refund_status as enum (
  'requested',  -- decided here, not yet told to the provider
  'pending',    -- requested -> pending: on its way
  'succeeded',  -- requested, pending -> succeeded; may fail all the same, days later
  'failed',     -- any -> failed: the money is with us again
  'canceled'    -- any -> canceled: the same
);

create table refunds (
  id                 uuid primary key default gen_random_uuid(),
  payment_id         uuid not null references payments,
  provider_object_id text unique,
  amount_cents       bigint not null,
  currency           char(3) not null,
  status             refund_status not null,
  error              text,
  requested_by       text not null,  -- a person, policy, or stripe: made there
  why                text,
  event_id           text references events,
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  constraint refunds_amount_is_positive check (amount_cents > 0),
  constraint refunds_made_have_an_id check (status = 'requested' or status = 'failed' or provider_object_id is not null)
);

create index refunds_payment on refunds (payment_id);
create index refunds_unfinished on refunds (created_at) where status in ('requested', 'pending');

create table disputes (
  provider_object_id text primary key,
  payment_id         uuid not null references payments,
  amount_cents       bigint not null,
  currency           char(3) not null,
  status             text not null,  -- the provider's word: needs_response, under_review, won, lost, …
  reason             text,
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  constraint disputes_amount_is_positive check (amount_cents > 0)
);

create index disputes_payment on disputes (payment_id);

-- How far the provider's own lists were read.
create table sweep_marks (
  name     text primary key,
  read_to  timestamptz not null
);
