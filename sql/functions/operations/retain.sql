-- Forgets what was kept for as long as the table `retention` says: of at most p_limit finished events, the
-- oldest first, and as many rows of the outbox. With p_dry_run it only says what one such batch would be.
-- Payloads go first: what is kept of an event whose payload is still there stays, too.
-- Outcomes: retained, counted {kinds: {kind: rows}, more: there is another batch}. XH503 busy: another one is
-- at it.
create or replace function retain(
  p_limit integer default 500, p_dry_run boolean default true, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_kind retention;
  v_rows bigint;
  v_kinds jsonb := '{}';
  v_more boolean := false;
begin
  if not pg_try_advisory_xact_lock(hashtext('retain')) then
    perform refuse('XH503', 'busy', '', 'Another run is at it.');
  end if;
  begin
    for v_kind in select * from retention order by kind <> 'payloads', kind loop
      v_rows := forget(v_kind, p_limit, p_now);
      v_more := v_more or v_rows is not null;
      v_kinds := v_kinds || jsonb_build_object(v_kind.kind, coalesce(v_rows, 0));
    end loop;
    if p_dry_run then
      raise exception using errcode = 'XH000';
    end if;
  exception
    when sqlstate 'XH000' then null;  -- all of it is undone
  end;
  return jsonb_build_object('outcome', case when p_dry_run then 'counted' else 'retained' end,
    'kinds', v_kinds, 'more', v_more);
end $$;
