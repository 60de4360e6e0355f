-- Whether a text is one that its reader did not ask for and wants no more of. What a guest asked, and what
-- became of money, is always told; to who was erased nothing is.
create or replace function is_unwanted(p_event events, p_contact contacts)
returns boolean language sql immutable as $$
  select p_contact.erased_at is not null
    or p_event.event_type = 'hold_lapsed' and p_contact.opted_out_at is not null
$$;
