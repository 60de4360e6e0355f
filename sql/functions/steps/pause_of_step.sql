-- The kind of pause that stops a step, by the name of the function that does it; `all` stops every one.
create or replace function pause_of_step(p_step text)
returns text language sql immutable as $$
  select case p_step when 'create_hold' then 'create-hold' when 'convert' then 'convert'
    when 'resolve_payment' then 'convert' when 'send_message' then 'messages' else 'all' end
$$;
