-- Takes (event, step) for this transaction. Null: it is ours to do. Otherwise it was done before and
-- this is its recorded result. The same step in another transaction is waited for, on the unique index.
create or replace function claim_step(p_event_id text, p_step text)
returns jsonb language plpgsql as $$
begin
  if not exists (select from events where id = p_event_id) then
    perform refuse('XH404', 'unknown_event', 'event_id', 'No event with this id was ever received.');
  end if;
  insert into event_steps (event_id, step) values (p_event_id, p_step) on conflict do nothing;
  if found then
    return null;
  end if;
  return (select result from event_steps where event_id = p_event_id and step = p_step);
end $$;
