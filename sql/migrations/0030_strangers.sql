-- How much one guest may keep without paying; whom a hold is for, whatever strangers claim of the same number;
-- and what a sender without ids sent last.

alter table properties
  add column max_holds_of_guest integer not null default 5,  -- active at once
  add column max_nights_of_guest integer not null default 90,  -- rooms times nights of these
  add column max_holds integer not null default 500,  -- active at once, of all guests
  add column max_nights integer not null default 5000,
  add constraint properties_holds_are_limited check (
    max_holds_of_guest >= 1 and max_nights_of_guest >= 1 and max_holds >= 1 and max_nights >= 1);

alter table holds add column guest_name text;  -- as it was given with the request

create index holds_active_of_contact on holds (contact_id) where status = 'active';
create index holds_active_of_property on holds (property_id) where status = 'active';

alter table idempotency_keys add column content text;  -- what was sent last about the subject in `key`
