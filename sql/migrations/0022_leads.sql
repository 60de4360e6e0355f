-- What a form said beyond the facts of a lead, and what nobody could use.

alter table leads
  add column form_id text,
  add column answers jsonb not null default '{}',  -- {question: answer}, of the form's own
  add column unusable jsonb not null default '[]',  -- [{field, value, reason}]
  add column ad jsonb;

-- Which field of a form means what, where its name does not say it.
create table lead_form_fields (
  form_id text not null,
  field   text not null,  -- as the form calls it
  means   text not null,
  primary key (form_id, field),
  constraint lead_form_fields_means check (means in ('name', 'email', 'source', 'funnel', 'location', 'project_type'))
);
