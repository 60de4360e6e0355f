-- One person, one contact: by whatever a provider or a form knows them. Messages change after they were saved.

create table contact_identities (
  kind       text not null,
  value      text not null,
  contact_id uuid not null references contacts deferrable initially deferred,
  created_at timestamptz not null default now(),
  primary key (kind, value),
  -- lid, bsuid: what WhatsApp calls somebody whose number it hides
  constraint contact_identities_kinds check (kind in ('phone', 'email', 'lid', 'bsuid'))
);

create index contact_identities_contact on contact_identities (contact_id);

insert into contact_identities (kind, value, contact_id)
select 'phone', phone, id from contacts where phone is not null
union all
select 'email', lower(email), id from contacts where phone is null;

drop index contacts_email;  -- the identity is unique instead

alter table contacts
  drop constraint contacts_can_be_reached,
  add column profile_name text,  -- as the person calls himself on WhatsApp; `name` was given to us
  add column merged_into uuid references contacts;

-- Two contacts that turned out to be one; what was moved is written down, so that they can be parted again.
create table contact_merges (
  id         bigint generated always as identity primary key,
  from_id    uuid not null references contacts,
  into_id    uuid not null references contacts,
  event_id   text references events,
  moved      jsonb not null,  -- {table: [key, …]}
  merged_at  timestamptz not null,
  parted_at  timestamptz
);

create unique index contact_merges_one_at_a_time on contact_merges (from_id) where parted_at is null;

alter table messages
  add column edited_at timestamptz,
  add column deleted_at timestamptz,  -- the guest took it back; the words are gone
  add column delivery text,  -- what the provider told of an outbound one
  add column delivery_at timestamptz,
  add constraint messages_delivery check (delivery in ('sent', 'delivered', 'read')),
  add constraint messages_delivery_has_a_time check ((delivery is null) = (delivery_at is null));

create index messages_provider on messages (provider_id) where provider_id is not null;
