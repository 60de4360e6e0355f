-- Empties the payloads of events that are at their end; the rows. Those that failed are over with it: without
-- a payload nobody can run them again.
create or replace function empty_events(p_events text[], p_now timestamptz)
returns bigint language plpgsql as $$
declare
  v_rows bigint;
begin
  update events set status = 'ignored', error = null, result = '{"outcome": "erased"}', updated_at = p_now
  where id = any(p_events) and status = 'failed';
  update events set payload = '{}', stripped_at = p_now
  where id = any(p_events) and stripped_at is null and status in ('processed', 'ignored');
  get diagnostics v_rows = row_count;
  return v_rows;
end $$;
