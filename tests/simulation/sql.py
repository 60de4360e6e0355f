"""The project's SQL on a real Postgres, made fit for a simulation.

Time and ids come from the schedule, so that a seed replays exactly; transactions can be stopped
before any of their writes and before their commit; and what must never change tells when it did.
All else is the SQL that is deployed, unless a mutation says otherwise.
"""

import re
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from infra.local.stack.postgres import connect, create_database, drop_database
from infra.migrate import SQL_FOLDER, migrate

WORLD: Final = """
create schema sim;
create sequence sim.ids;
create table sim.changed (event_id text, step text, was jsonb, became jsonb);
grant usage on schema sim to public;

create function sim.now() returns timestamptz language sql stable as
  $$ select to_timestamp(current_setting('sim.now')::float8) $$;
create function sim.uuid() returns uuid language sql volatile as
  $$ select md5('sim' || nextval('sim.ids'))::uuid $$;

create function sim.gate() returns trigger language plpgsql as $$
declare
  v_left integer := current_setting('sim.pause')::integer - 1;
begin
  perform set_config('sim.pause', v_left::text, true);
  if v_left = 0 or tg_level = 'ROW' and v_left > 1000 then
    perform set_config('sim.pause', '0', true);
    perform pg_advisory_xact_lock(current_setting('sim.gate')::bigint);
  end if;
  return null;
end $$;

create function sim.keep_result() returns trigger language plpgsql as $$
begin
  insert into sim.changed values (old.event_id, old.step, old.result, new.result);
  return null;
end $$;
create trigger keep_result after update on event_steps for each row
  when (old.result is not null and old.result is distinct from new.result)
  execute function sim.keep_result();
"""
GATES: Final = """
create trigger a_gate before insert or update or delete on {table} for each statement
  when (current_setting('sim.pause', true) > '0') execute function sim.gate();
create constraint trigger z_gate after insert or update on {table}
  deferrable initially deferred for each row
  when (current_setting('sim.pause', true) > '0') execute function sim.gate();
"""
COLUMN_DEFAULTS: Final = """
select format('alter table %I alter column %I set default %s', table_name, column_name,
  case when column_default like '%uuid%' then 'sim.uuid()' || case data_type
    when 'text' then '::text' else '' end else 'sim.now()' end)
from information_schema.columns
where table_schema = 'public'
  and (column_default like '%gen_random_uuid()%' or column_default ~ '(now|clock_timestamp)\\(\\)')
"""
_REAL_WORLD: Final = {
    r"\bclock_timestamp\(\)": "sim.now()",
    r"(?<![.\w])now\(\)": "sim.now()",
    r"\bgen_random_uuid\(\)": "sim.uuid()",
}


@dataclass(frozen=True)
class Mutation:
    """A mistake made on purpose: in this file, this text becomes that one."""

    name: str
    path: str
    """from the folder `sql/functions`"""
    old: str
    new: str

    def applied(self) -> str:
        text = (SQL_FOLDER / "functions" / self.path).read_text()
        assert text.count(self.old) == 1, f"{self.name}: {self.path} reads otherwise now"
        return text.replace(self.old, self.new)


def create(server_url: str, name: str) -> str:
    """A migrated database whose time, ids and transactions are the simulation's; its address."""
    url = create_database(server_url, name)
    with closing(connect(url)) as connection:
        migrate(connection)
        run = connection.cursor().execute
        run(WORLD)
        for statement in _column_defaults(connection):
            run(statement)
        for table in tables(connection):
            run(GATES.format(table=table))
        _take_over(connection)
        connection.commit()
    return url


def copy(server_url: str, template: str, name: str, mutation: Mutation | None = None) -> str:
    """A copy of what `create` made, with a mistake in it if there is to be one; its address."""
    drop_database(server_url, name)
    url = create_database(server_url, name, template=template)
    with closing(connect(url)) as connection:
        connection.autocommit = True
        run = connection.cursor().execute
        run(f'alter database "{name}" set synchronous_commit = on')  # survives a server's death
        run(f"alter database \"{name}\" set deadlock_timeout = '60ms'")
        if mutation is not None:
            run("set check_function_bodies = off")
            run(mutation.applied())
            _take_over(connection)
    return url


def _take_over(connection: Any) -> None:
    """Give all functions the simulation's time and ids."""
    cursor = connection.cursor()
    cursor.execute("set check_function_bodies = off")
    cursor.execute(
        "select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace"
    )
    for (definition,) in cursor.fetchall():
        simulated = _simulated(definition)
        if simulated != definition:
            cursor.execute(simulated)


def tables(connection: Any) -> list[str]:
    cursor = connection.cursor()
    cursor.execute(
        "select tablename from pg_tables where schemaname = 'public' "
        "and tablename not in ('schema_migrations', 'retention') order by 1"
    )
    return [str(name) for (name,) in cursor.fetchall()]


def _column_defaults(connection: Any) -> list[str]:
    cursor = connection.cursor()
    cursor.execute(COLUMN_DEFAULTS)
    return [str(statement) for (statement,) in cursor.fetchall()]


def _simulated(text: str) -> str:
    for real, simulated in _REAL_WORLD.items():
        text = re.sub(real, simulated, text)
    return text


def rows(connection: Any, query: str, *arguments: Any) -> list[dict[str, Any]]:
    cursor = connection.cursor()
    cursor.execute(query, arguments)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
