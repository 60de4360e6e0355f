-- From a lead to an obra.

create table leads (
  id             uuid primary key default gen_random_uuid(),
  contact_id     uuid not null constraint leads_one_a_contact unique references contacts,
  name           text,
  phone          text,
  email          text,
  source         text,
  funnel         text,
  location       text,
  project_type   text,
  stage          text not null default 'triagem',
  correlation_id uuid not null,
  created_at     timestamptz not null,
  updated_at     timestamptz not null,
  constraint leads_stage_is_short check (length(stage) between 1 and 60)
);

create index leads_phone on leads (phone);

create table pipeline (
  id             bigint generated always as identity primary key,
  lead_id        uuid not null references leads,
  from_stage     text,  -- null: the lead entered
  to_stage       text not null,
  reason         text,
  event_id       text not null references events,
  correlation_id uuid not null,
  moved_at       timestamptz not null
);

create index pipeline_lead on pipeline (lead_id, id);

create type project_status as enum (
  'proposed',
  'won'  -- proposed -> won
);

create table projects (
  id             uuid primary key default gen_random_uuid(),
  lead_id        uuid not null references leads,
  title          text,
  status         project_status not null default 'proposed',
  amount_cents   bigint,
  currency       char(3) not null default 'brl',
  event_id       text not null references events,
  correlation_id uuid not null,
  proposed_at    timestamptz not null,
  won_at         timestamptz,
  constraint projects_won_has_a_time check ((status = 'won') = (won_at is not null)),
  constraint projects_amount_is_positive check (amount_cents > 0)
);

create index projects_lead on projects (lead_id, proposed_at);

create table obras (
  id             uuid primary key default gen_random_uuid(),
  project_id     uuid not null constraint obras_one_a_project unique references projects,
  lead_id        uuid not null references leads,
  name           text,
  address        text,
  starts_on      date,
  event_id       text not null references events,
  correlation_id uuid not null,
  created_at     timestamptz not null
);

alter table events add constraint events_lead foreign key (lead_id) references leads;
create index events_lead on events (lead_id) where lead_id is not null;
