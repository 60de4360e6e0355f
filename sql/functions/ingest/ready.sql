-- Whether the database is there and takes writes. Outcome: ready.
create or replace function ready()
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if pg_is_in_recovery() then
    raise read_only_sql_transaction using message = 'this server takes no writes';
  end if;
  return '{"outcome": "ready"}';
end $$;
