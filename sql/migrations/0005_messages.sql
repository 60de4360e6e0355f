-- What was said to whom.

create table conversations (
  id              uuid primary key default gen_random_uuid(),
  contact_id      uuid not null references contacts,
  channel         text not null default 'whatsapp',
  instance        text not null default '',
  correlation_id  uuid not null,
  last_message_at timestamptz not null,
  created_at      timestamptz not null,
  constraint conversations_one_a_contact unique (contact_id, channel, instance)
);

create type message_direction as enum ('inbound', 'outbound');

create type message_status as enum (
  'received',  -- inbound
  'pending',   -- outbound, nothing sent yet
  'sending',   -- pending -> sending: the provider may have got it
  'sent',      -- sending -> sent
  'failed'     -- sending -> failed: the provider refused it
);

create table messages (
  id              uuid primary key default gen_random_uuid(),
  conversation_id uuid not null references conversations,
  direction       message_direction not null,
  event_id        text not null references events,
  hold_id         uuid references holds,
  template        text,
  status          message_status not null,
  provider_id     text,
  body            text,
  error           text,
  sending_at      timestamptz,  -- of the last attempt
  correlation_id  uuid not null,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  constraint messages_once_an_event unique (event_id, template),
  constraint messages_direction_and_status check ((direction = 'inbound') = (status = 'received')),
  constraint messages_outbound_has_a_template check ((direction = 'outbound') = (template is not null)),
  constraint messages_sending_has_a_body check (
    status not in ('sending', 'sent') or body is not null and sending_at is not null),
  constraint messages_sent_has_an_id check (status <> 'sent' or provider_id is not null),
  constraint messages_failed_has_an_error check ((status = 'failed') = (error is not null))
);

create index messages_conversation on messages (conversation_id, created_at);
create index messages_correlation on messages (correlation_id);

-- A stay is confirmed to the guest once, whichever event finds out first that it is paid.
create unique index messages_one_confirmation on messages (hold_id) where template = 'reservation_confirmed';
