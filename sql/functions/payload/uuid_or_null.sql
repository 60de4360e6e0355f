-- A text as an id; null when it is none, as what others wrote into metadata may be.
create or replace function uuid_or_null(p_text text)
returns uuid language plpgsql stable as $$
begin
  -- Not one expression: the planner would convert the text before it asks whether that is possible.
  if pg_input_is_valid(p_text, 'uuid') then
    return p_text::uuid;
  end if;
  return null;
end $$;
