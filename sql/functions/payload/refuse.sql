-- Raises an error for the caller: SQLSTATE XH400 (invalid), XH404 (unknown thing), XH409 (conflict) or
-- XH503 (not now: the same call may succeed later);
-- a machine code as the message, the path of what is wrong, a sentence for people. Never a value.
create or replace function refuse(p_sqlstate text, p_code text, p_path text, p_hint text)
returns void language plpgsql as $$
begin
  raise exception using errcode = p_sqlstate, message = p_code, detail = p_path, hint = p_hint;
end $$;
