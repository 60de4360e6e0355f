-- How long things are kept. Money, stays and who they are of are not listed here: those stay.

create table retention (
  kind       text primary key,
  days       integer not null,
  least_days integer not null,
  done_until timestamptz,  -- what events left behind that ended before it is gone
  constraint retention_kinds check (
    kind in ('payloads', 'receipts', 'steps', 'runs', 'conversations', 'outbox')),
  constraint retention_is_long_enough check (days >= least_days)
);

insert into retention (kind, days, least_days) values
  ('payloads', 90, 35),       -- of finished events; the events themselves stay
  ('receipts', 400, 35),      -- Stripe repeats an event for 30 days, WhatsApp for seven
  ('steps', 180, 35),
  ('runs', 180, 35),
  ('conversations', 365, 35), -- messages, inquiries
  ('outbox', 400, 35);

alter table events
  add column stripped_at timestamptz,  -- its payload is gone
  add constraint events_stripped_stay_finished check (
    stripped_at is null or status in ('processed', 'ignored'));

create index events_finished on events (finished_at) where finished_at is not null;
create index inquiries_conversation on inquiries (conversation_id);

create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('hotelly.retains', true) = 'on' then
    return old;
  end if;
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
