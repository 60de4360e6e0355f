-- A property's texts go out by Evolution or by Meta's own Cloud API; which way the last attempt went is kept with
-- each text, so that it is looked for where it may be.

alter table properties
  add column whatsapp_provider text not null default 'evolution',
  add column whatsapp_template text,  -- Meta's, with one variable: carries a text to who has not written for a day
  add constraint properties_whatsapp_provider check (whatsapp_provider in ('evolution', 'meta')),
  add constraint properties_meta_knows_the_number check (whatsapp_provider <> 'meta' or whatsapp_instance is not null);

alter table messages
  add column provider text,
  add column instance text;
