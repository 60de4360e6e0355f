-- Receipts of everything that came in, what was done about each, and what was told to the world.

create type event_status as enum (
  'received',    -- stored, nothing done yet
  'processing',  -- received, failed -> processing: an execution began it
  'processed',   -- processing -> processed
  'ignored',     -- processing -> ignored: a type nobody handles
  'failed'       -- processing -> failed; processing again when it is run again
);

create table events (
  id                    text primary key default gen_random_uuid()::text,
  correlation_id        uuid not null,
  event_type            text not null,
  source                text not null,
  external_id           text,
  property_id           text references properties,
  lead_id               uuid,
  hold_id               uuid,
  payload               jsonb not null,
  status                event_status not null default 'received',
  error                 text,  -- the error's code, never its text
  result                jsonb,
  attempts              integer not null default 0,
  workflow_execution_id text,
  dispatch_claimed_at   timestamptz,
  dispatched_at         timestamptz,
  created_at            timestamptz not null default now(),
  updated_at            timestamptz not null default now(),
  finished_at           timestamptz,
  constraint events_id_is_short check (length(id) between 1 and 200),
  constraint events_payload_is_an_object check (jsonb_typeof(payload) = 'object'),
  constraint events_failed_has_an_error check ((status = 'failed') = (error is not null)),
  constraint events_done_has_a_result check ((status in ('processed', 'ignored')) = (result is not null)),
  constraint events_finished_has_a_time check (
    (status in ('processed', 'ignored', 'failed')) = (finished_at is not null))
);

create index events_correlation on events (correlation_id, created_at);
create index events_unfinished on events (created_at) where status in ('received', 'processing', 'failed');

-- The runbook's `UPDATE events SET status = 'received', error = NULL` is enough to have an event
-- done again: the trigger takes back the rest of what a finished event carries.
create function reset_event() returns trigger language plpgsql as $$
begin
  new.error := null;
  new.result := null;
  new.finished_at := null;
  new.dispatch_claimed_at := null;
  new.dispatched_at := null;
  new.attempts := 0;
  new.updated_at := now();
  return new;
end $$;

create trigger events_reset before update of status on events
  for each row when (new.status = 'received' and old.status <> 'received')
  execute function reset_event();

create table event_steps (
  event_id text not null references events,
  step     text not null,
  result   jsonb,  -- null only inside the transaction that takes the step
  at       timestamptz not null default clock_timestamp(),
  primary key (event_id, step)
);

create table event_runs (
  event_id     text not null references events,
  execution_id text not null,
  begun_at     timestamptz not null,
  finished_at  timestamptz,
  outcome      text,
  primary key (event_id, execution_id),
  constraint event_runs_finished_has_an_outcome check ((finished_at is null) = (outcome is null))
);

-- Kept for longer than any provider retries (WhatsApp: seven days).
create table processed_events (
  source      text not null,
  external_id text not null,
  event_id    text not null references events deferrable initially deferred,
  received_at timestamptz not null,
  primary key (source, external_id)
);

create table idempotency_keys (
  key        text primary key,
  event_id   text not null references events deferrable initially deferred,
  expires_at timestamptz not null
);

create table outbox_events (
  id             bigint generated always as identity primary key,
  topic          text not null,
  aggregate      text not null,
  aggregate_id   text not null,
  correlation_id uuid,
  event_id       text references events,
  payload        jsonb not null default '{}',  -- ids, states and amounts only
  created_at     timestamptz not null default clock_timestamp()
);

create index outbox_events_correlation on outbox_events (correlation_id, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger outbox_events_append_only before update or delete on outbox_events
  for each row execute function refuse_change();
