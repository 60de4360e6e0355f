-- From a held room to a paid reservation.

create table contacts (
  id         uuid primary key default gen_random_uuid(),
  phone      text unique,
  name       text,
  email      text,
  created_at timestamptz not null default now(),
  constraint contacts_phone_is_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  constraint contacts_can_be_reached check (phone is not null or email is not null)
);

-- Without a phone the e-mail is the identity.
create unique index contacts_email on contacts (lower(email)) where phone is null;

create type hold_status as enum (
  'active',     -- rooms are counted in ari.inv_held
  'converted',  -- active -> converted: paid, rooms are counted in ari.inv_booked
  'expired',    -- active -> expired: rooms given back
  'cancelled'   -- active -> cancelled: rooms given back
);

create table holds (
  id             uuid primary key default gen_random_uuid(),
  property_id    text not null references properties,
  contact_id     uuid not null references contacts,
  event_id       text not null unique references events,
  correlation_id uuid not null,
  check_in       date not null,
  check_out      date not null,
  adults         integer,
  status         hold_status not null default 'active',
  amount_cents   bigint not null,
  currency       char(3) not null,
  expires_at     timestamptz not null,  -- the deadline shown to the guest
  release_at     timestamptz not null,  -- no money can arrive after it
  created_at     timestamptz not null,
  closed_at      timestamptz,
  constraint holds_stay_has_nights check (check_in < check_out),
  constraint holds_amount_is_positive check (amount_cents > 0),
  constraint holds_release_after_deadline check (release_at >= expires_at),
  constraint holds_closed_has_a_time check ((status = 'active') = (closed_at is null))
);

create index holds_lapsing on holds (release_at) where status = 'active';
create index holds_overdue on holds (expires_at) where status = 'active';
create index holds_correlation on holds (correlation_id);

create table hold_rooms (
  hold_id   uuid not null references holds,
  room_type text not null,
  quantity  integer not null,
  primary key (hold_id, room_type),
  constraint hold_rooms_quantity_is_positive check (quantity > 0)
);

create table hold_nights (
  hold_id     uuid not null,
  room_type   text not null,
  night       date not null,
  quantity    integer not null,
  price_cents bigint not null,  -- of one room, as sold
  primary key (hold_id, room_type, night),
  foreign key (hold_id, room_type) references hold_rooms,
  constraint hold_nights_quantity_is_positive check (quantity > 0)
);

create index hold_nights_night on hold_nights (room_type, night);

create type payment_status as enum (
  'open',          -- the guest may pay
  'processing',    -- open -> processing: the guest is done, the money is on its way (Pix)
  'succeeded',     -- open, processing -> succeeded: the hold became a reservation
  'failed',        -- open, processing -> failed
  'expired',       -- open, processing -> expired: closed without money
  'needs_manual',  -- any -> needs_manual: money without a reservation; `reason` says why
  'refunded'       -- needs_manual -> refunded
);

create table payments (
  id                 uuid primary key default gen_random_uuid(),
  provider           text not null default 'stripe',
  provider_object_id text,  -- the Checkout Session; null until it is created
  hold_id            uuid references holds,
  attempt            integer,
  event_id           text references events,
  correlation_id     uuid not null,
  status             payment_status not null default 'open',
  amount_cents       bigint not null,
  currency           char(3) not null,
  checkout_url       text,
  expires_at         timestamptz,
  payment_intent     text,
  reason             text,
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  constraint payments_provider_object unique (provider, provider_object_id),
  constraint payments_attempt unique (hold_id, attempt),
  constraint payments_attempt_of_a_hold check ((hold_id is null) = (attempt is null)),
  -- money of an unknown hold is kept for a person to look at
  constraint payments_without_hold_need_a_person check (hold_id is not null or status in ('needs_manual', 'refunded')),
  constraint payments_manual_has_a_reason check (status <> 'needs_manual' or reason is not null),
  constraint payments_open_has_a_deadline check (status <> 'open' or expires_at is not null),
  constraint payments_amount_is_not_negative check (amount_cents >= 0)
);

-- Two live sessions of one hold could both be paid.
create unique index payments_one_live on payments (hold_id) where status in ('open', 'processing', 'succeeded');

create type reservation_status as enum (
  'confirmed',  -- rooms are counted in ari.inv_booked
  'cancelled'   -- confirmed -> cancelled: rooms given back
);

create table reservations (
  id             uuid primary key default gen_random_uuid(),
  hold_id        uuid not null constraint reservations_one_a_hold unique references holds,
  payment_id     uuid not null constraint reservations_one_a_payment unique references payments,
  property_id    text not null references properties,
  correlation_id uuid not null,
  status         reservation_status not null default 'confirmed',
  confirmed_at   timestamptz not null,
  cancelled_at   timestamptz,
  constraint reservations_cancelled_has_a_time check ((status = 'cancelled') = (cancelled_at is not null))
);

alter table events add constraint events_hold foreign key (hold_id) references holds;
