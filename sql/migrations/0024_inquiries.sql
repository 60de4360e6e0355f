-- A guest writes and is answered: what the house knows of what the guest wants, and who answers.

alter table properties
  add column answers_guests boolean not null default true,  -- by itself; false: messages are only kept
  add column answer_after interval not null default '4 seconds',  -- the last message: several are one turn
  add column forgets_after interval not null default '12 hours',  -- of silence an inquiry is over
  add column person_keeps interval not null default '4 hours',  -- the chat, since a person wrote or was asked for
  add column staff_phone text,  -- told of guests who want a person
  add constraint properties_answer_after check (answer_after between interval '0' and interval '5 minutes'),
  add constraint properties_forgets_after check (forgets_after > interval '0'),
  add constraint properties_person_keeps check (person_keeps > interval '0'),
  add constraint properties_staff_phone check (staff_phone ~ '^\+[1-9][0-9]{6,14}$');

alter table room_types
  add column name text,  -- as guests read it; null: the id
  add column called text[] not null default '{}';  -- what guests call it: casal, suite, familia

-- What a house answers to questions of guests about itself.
create table property_answers (
  property_id text not null references properties,
  topic       text not null,  -- of the understanding of messages: breakfast, check_in_time, pets, …
  answer      text not null,
  primary key (property_id, topic),
  constraint property_answers_are_short check (length(answer) between 1 and 1000)
);

alter table contacts add column opted_out_at timestamptz;

create type inquiry_status as enum (
  'open',         -- the house answers by itself
  'with_person',  -- open -> with_person: a person answers; open again when that is over
  'closed'        -- open, with_person -> closed: silence, or the guest wants no more messages
);

create table inquiries (
  id              uuid primary key default gen_random_uuid(),
  conversation_id uuid not null references conversations,
  property_id     text not null references properties,
  correlation_id  uuid not null,
  status          inquiry_status not null default 'open',
  slots           jsonb not null default '{}',  -- check_in, check_out, nights, adults, children, child_ages, rooms, room_type
  asked           text,  -- the slot last asked for, or confirm, option, cancel_confirm
  options         jsonb not null default '[]',  -- what was offered: [{n, room_type, …}]
  misunderstood   integer not null default 0,  -- messages in a row
  turns           integer not null default 0,
  hold_event_id   text references events,  -- the last hold that was asked for
  started_at      timestamptz not null,
  quoted_at       timestamptz,
  turned_at       timestamptz not null,
  person_until    timestamptz,
  closed_at       timestamptz,
  constraint inquiries_closed_has_a_time check ((status = 'closed') = (closed_at is not null)),
  constraint inquiries_person_has_a_time check (status <> 'with_person' or person_until is not null)
);

create unique index inquiries_one_open on inquiries (conversation_id) where status <> 'closed';
create index inquiries_of_property on inquiries (property_id, started_at);
create index inquiries_hold_event on inquiries (hold_event_id) where hold_event_id is not null;

alter table messages add column turn_event_id text references events;  -- of the turn that answered it
create index messages_unanswered on messages (conversation_id, created_at)
  where direction = 'inbound' and turn_event_id is null;
