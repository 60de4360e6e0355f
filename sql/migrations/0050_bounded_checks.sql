-- What the hourly checks read grows with what is going on, not with what ever went on.

create index payments_waiting on payments (updated_at) where status = 'needs_manual';
create index payments_succeeded on payments (updated_at) where status = 'succeeded';
create index messages_unreached on messages (conversation_id) where status = 'failed';
create index hold_nights_by_night on hold_nights (night);
create index ari_by_night on ari (night);
