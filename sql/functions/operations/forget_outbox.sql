-- Removes the oldest of what was told to the world. (What nobody may change may be removed, here alone.)
create or replace function forget_outbox(p_before timestamptz, p_limit integer)
returns bigint language plpgsql as $$
declare
  v_rows bigint;
begin
  perform set_config('hotelly.retains', 'on', true);
  with oldest as (select id, created_at from outbox_events order by id limit p_limit)
  delete from outbox_events o using oldest where o.id = oldest.id and oldest.created_at <= p_before;
  get diagnostics v_rows = row_count;
  perform set_config('hotelly.retains', '', true);
  return v_rows;
end $$;
