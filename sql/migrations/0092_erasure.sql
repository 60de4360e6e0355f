-- A person may have everything forgotten that tells who they are; the row stays, for the stays and the money.

alter table contacts
  add column erased_at timestamptz,
  add column erased_by text,
  add constraint contacts_erased_are_nobody check (
    erased_at is null or num_nonnulls(phone, name, email, profile_name) = 0),
  add constraint contacts_erased_by_somebody check ((erased_at is null) = (erased_by is null));

create index contacts_merged on contacts (merged_into) where merged_into is not null;
