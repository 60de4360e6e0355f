-- A guest who asks again is looked up by what is held for them; a text about a refund by the event that made it.

create index holds_of_contact on holds (contact_id) where status = 'active';
create index refunds_event on refunds (event_id) where event_id is not null;
