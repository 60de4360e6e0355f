-- Whether a text is one that its reader did not ask for and wants no more of. What a guest asked, and what
-- became of money, is always told.
create or replace function is_unwanted(p_event events, p_contact contacts)
returns boolean language sql immutable as $$
  select p_event.event_type = 'hold_lapsed' and p_contact.opted_out_at is not null
$$;
