-- What people have stopped for a while: who, why, since when. A row stays when its pause is over.

create table pauses (
  id          uuid primary key default gen_random_uuid(),
  what        text not null,
  property_id text references properties,  -- null: of all
  reason      text not null,
  paused_by   text not null,
  begun_at    timestamptz not null,
  until       timestamptz,  -- null: until somebody ends it
  ended_at    timestamptz,
  ended_by    text,
  constraint pauses_what_is_known check (
    what in ('whatsapp', 'stripe', 'leads', 'events', 'create-hold', 'convert', 'messages', 'all')),
  constraint pauses_have_a_reason check (reason ~ '\S' and length(reason) <= 500),
  constraint pauses_of_somebody check (paused_by ~ '\S' and length(paused_by) <= 200),
  constraint pauses_have_a_length check (until > begun_at),
  constraint pauses_ended_by_somebody check ((ended_at is null) = (ended_by is null))
);

-- What every step and every receipt looks up: empty, most of the time.
create unique index pauses_one_each on pauses (what, property_id) nulls not distinct where ended_at is null;

-- The kind of pause that an unfinished event waits for the end of.
alter table events add column deferred_by text;
