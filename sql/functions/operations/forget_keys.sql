-- Removes fingerprints whose window closed long ago.
create or replace function forget_keys(p_before timestamptz, p_limit integer)
returns bigint language plpgsql as $$
declare
  v_rows bigint;
begin
  delete from idempotency_keys where key in (
    select key from idempotency_keys where expires_at <= p_before limit p_limit);
  get diagnostics v_rows = row_count;
  return v_rows;
end $$;
