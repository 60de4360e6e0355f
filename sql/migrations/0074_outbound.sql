-- When guests hear of something, and what the texts say of the house.

alter table properties
  add column address text,  -- as guests read it
  add column quiet_from time not null default '22:00',  -- local time: what can wait, waits
  add column quiet_until time not null default '08:00',  -- the same as quiet_from: there are no quiet hours
  add column messages_a_minute integer,  -- what its number may send; null: as much as there is
  add constraint properties_messages_a_minute check (messages_a_minute > 0);

alter table events add column not_before timestamptz;  -- what it tells can wait until then

create index messages_sending_at on messages (sending_at) where sending_at is not null;
