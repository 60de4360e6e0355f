-- Gives a claimed step back undone, keeping what else its transaction wrote.
create or replace function return_step(p_event_id text, p_step text)
returns void language sql as $$
  delete from event_steps where event_id = p_event_id and step = p_step and result is null
$$;
