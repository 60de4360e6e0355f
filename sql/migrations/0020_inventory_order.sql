-- Updates of rooms and of the pipeline count in the order in which they came in, whatever order they run in;
-- what a hotel asked for below what is sold is kept beside what is sold; nights have rules, room types beds.

alter table events add column receipt bigint;
update events e set receipt = n.place
from (select id, row_number() over (order by created_at, id) as place from events) n where n.id = e.id;
alter table events alter column receipt set not null;
alter table events alter column receipt add generated always as identity;
select setval(pg_get_serial_sequence('events', 'receipt'), coalesce(max(receipt), 0) + 1, false) from events;

alter table ari
  add column inv_wanted integer,  -- the total that was asked for, while more than that is sold
  add column min_stay integer not null default 1,  -- nights, of who arrives on this one
  add column closed_to_arrival boolean not null default false,
  add column closed_to_departure boolean not null default false,
  add column stop_sell boolean not null default false,
  -- which update each value is of: {value: {receipt, event_id, sender?, sequence?, sent_at?}}
  add column changed_by jsonb not null default '{}',
  add constraint ari_wanted_is_below_the_total check (inv_wanted >= 0 and inv_wanted < inv_total),
  add constraint ari_min_stay_is_positive check (min_stay >= 1);

create index ari_below_sold on ari (night) where inv_wanted is not null;

alter table room_types
  add column adults integer not null default 4,  -- beds that a grown person fits into
  add column children integer not null default 2,  -- beds for children beside these
  add column included integer,  -- guests that the price of a night is for; null: all who fit
  add column extra_guest_cents bigint not null default 0,  -- of one more guest, a night
  add column child_free_until integer not null default 0,  -- years, included: costs nothing as an extra guest
  add column child_half_until integer not null default 0,  -- years, included: costs half
  add constraint room_types_sleep_somebody check (adults between 1 and 100 and children between 0 and 100),
  add constraint room_types_included_fit check (included between 1 and adults + children),
  add constraint room_types_extra_price check (extra_guest_cents between 0 and 99999999),
  add constraint room_types_ages check (child_free_until between 0 and 17 and child_half_until between 0 and 17);

alter table holds
  add column children integer[] not null default '{}',  -- their ages
  add column extra_guests_cents bigint not null default 0,  -- of all nights; amount_cents has it
  add constraint holds_extra_guests_are_not_negative check (extra_guests_cents >= 0);

alter table leads add column stage_receipt bigint not null default 0;  -- the event that set the stage
