-- Hotels and what they have to sell: one row a night in `ari` (availability, rates, inventory).

create table properties (
  id                text primary key,
  name              text not null,
  currency          char(3) not null default 'brl',
  time_zone         text not null default 'America/Sao_Paulo',
  hold_for          interval not null default '15 minutes',  -- the deadline shown to the guest
  payment_methods   text[] not null default '{card,pix}',
  pix_expires_after interval not null default '30 minutes',
  payment_grace     interval not null default '10 minutes',  -- for money already on its way
  whatsapp_instance text,
  created_at        timestamptz not null default now(),
  constraint properties_currency_of_prices unique (id, currency),
  constraint properties_id_is_a_slug check (id ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
  constraint properties_currency_is_lower_case check (currency ~ '^[a-z]{3}$'),
  constraint properties_hold_for_is_positive check (hold_for > interval '0'),
  -- Stripe's limits for payment_method_options.pix.expires_after_seconds
  constraint properties_pix_window check (pix_expires_after between interval '60 seconds' and interval '14 days'),
  constraint properties_grace_is_not_negative check (payment_grace >= interval '0'),
  constraint properties_payment_methods check (
    payment_methods <@ '{card,pix}'::text[] and cardinality(payment_methods) > 0)
);

create table room_types (
  property_id text not null references properties,
  id          text not null,
  primary key (property_id, id),
  constraint room_types_id_is_a_slug check (id ~ '^[a-z0-9][a-z0-9_-]{0,62}$')
);

create table ari (
  property_id text not null,
  room_type   text not null,
  night       date not null,
  inv_total   integer not null default 0,
  inv_booked  integer not null default 0,
  inv_held    integer not null default 0,
  price_cents bigint,  -- null: the night is not for sale
  currency    char(3) not null,
  primary key (property_id, room_type, night),
  foreign key (property_id, room_type) references room_types,
  -- a property with prices keeps its currency
  constraint ari_currency_of_the_property foreign key (property_id, currency) references properties (id, currency),
  constraint ari_never_oversold check (inv_total >= inv_booked + inv_held),
  constraint ari_total_is_not_negative check (inv_total >= 0),
  constraint ari_booked_is_not_negative check (inv_booked >= 0),
  constraint ari_held_is_not_negative check (inv_held >= 0),
  constraint ari_price_is_positive check (price_cents > 0)
);
