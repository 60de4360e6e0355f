-- What waits for a person: one open task for one thing to be done about one subject.

create table tasks (
  id             uuid primary key default gen_random_uuid(),
  kind           text not null,  -- what is to be done: guest_wants_person, …
  subject        text not null,  -- about which thing: the id of a payment, hold, conversation, …
  property_id    text references properties,
  contact_id     uuid references contacts,
  event_id       text references events,
  correlation_id uuid,
  detail         jsonb not null default '{}',  -- ids, states and amounts only
  opened_at      timestamptz not null,
  closed_at      timestamptz,
  closed_by      text,  -- the person's name, or the step that found it done
  outcome        text,
  constraint tasks_kind_is_a_word check (kind ~ '^[a-z][a-z0-9_]{0,62}$'),
  constraint tasks_closed_by_somebody check ((closed_at is null) = (closed_by is null))
);

create unique index tasks_one_open on tasks (kind, subject) where closed_at is null;
create index tasks_open on tasks (opened_at) where closed_at is null;
create index tasks_correlation on tasks (correlation_id);
