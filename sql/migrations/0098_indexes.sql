-- The active holds of a contact had two indexes, alike: each hold was written into both. The books of the last
-- days' money had none, and read all payments there ever were.

drop index holds_of_contact;
create index payments_received on payments (updated_at) where received_cents is not null;
