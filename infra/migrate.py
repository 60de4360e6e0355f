"""Brings a database to the state that `sql/` describes, while older code goes on using it.

Tables come by numbered migrations, each applied once and never edited afterwards; functions, views
and grants are applied anew every time. All of it is one transaction under an advisory lock, so
migrating is safe twice, and twice at once, and a failure leaves nothing half done. No lock is
waited for longer than LOCK_TIMEOUT: everybody behind it would wait too. The whole is tried again.

A database that a pipeline releases to is guarded: a SQL function that has no file any more, or
takes other parameters, is kept until a later release serves without it, and a migration that takes
something away from a table is refused unless that is said to be meant.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pg8000.dbapi

from infra.schema_changes import (
    SqlFunction,
    changed,
    clashes,
    columns_of,
    contractions,
    functions_of,
    indistinct,
    too_early,
)

SQL_FOLDER: Final = Path(__file__).parents[1] / "sql"
LOCK: Final = 7_202_406
"""any number, as long as it stays the same for ever"""
LOCK_TIMEOUT: Final = "3s"
ATTEMPTS: Final = 20
PAUSE_SECONDS: Final = 3.0
BUSY: Final = ("55P03", "40P01")
"""SQLSTATE of a lock that was not had in time, and of a deadlock"""

BOOKKEEPING: Final = """
create table if not exists schema_migrations (
  name       text primary key,
  checksum   text not null,
  applied_at timestamptz not null default now()
);
create table if not exists schema_releases (
  name        text primary key,
  migrated_at timestamptz not null default now(),
  serving_at  timestamptz
);
create table if not exists schema_kept_functions (
  signature text primary key,
  release   text not null references schema_releases  -- the first that does not call it
)"""

AS_OWNER: Final = """
select set_config('role', d.owner, true)
from (select pg_get_userbyid(datdba) as owner from pg_database where datname = current_database()) d
where d.owner <> current_user and pg_has_role(current_user, d.owner, 'member')"""
"""a person or a pipeline logs in under a name of its own; everything belongs to the owner"""

DROP_VIEWS: Final = """
do $$ declare v_view text; begin
  for v_view in
    select viewname from pg_views where schemaname = 'public' and viewowner = current_user
  loop
    execute format('drop view if exists %I cascade', v_view);
  end loop;
end $$"""

OUTLIVED: Final = """
select k.signature from schema_kept_functions k join schema_releases r on r.name = k.release
where r.serving_at is not null and k.release <> %s"""


class MigrationRefused(Exception):
    """What is on disk must not or cannot be applied to this database; the text says why."""


@dataclass(frozen=True)
class Migrated:
    """What changed, or would."""

    applied: list[str]
    """names of migrations"""
    changed: list[str]
    """signatures of functions that are new or have another body"""
    kept: list[str]
    """signatures of functions without a file, for code that may still call them"""
    dropped: list[str]
    contracted: list[str]
    """what was taken away from tables, as sentences"""


def migrate(
    connection: Any,
    folder: Path = SQL_FOLDER,
    release: str | None = None,
    allow_contract: bool = False,
    dry_run: bool = False,
    pause: Callable[[float], None] = time.sleep,
) -> Migrated:
    """Apply what is missing, as `release`; a dry run takes everything back at its end.

    `connection` is a pg8000.dbapi connection of the owner of the database, or of a member of that
    role, outside a transaction. Raises MigrationRefused, and pg8000.dbapi.DatabaseError when SQL is
    refused or locks could not be had in ATTEMPTS attempts; the database is as before then.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return _attempt(connection, folder, release, allow_contract, dry_run)
        except pg8000.dbapi.DatabaseError as error:
            if error.args[0].get("C") not in BUSY:
                raise
        pause(PAUSE_SECONDS)
    return _attempt(connection, folder, release, allow_contract, dry_run)


def mark_serving(connection: Any, release: str) -> None:
    """Note that `release` serves: what only older code calls may go at the next migration."""
    cursor = connection.cursor()
    cursor.execute(AS_OWNER)
    cursor.execute("update schema_releases set serving_at = now() where name = %s", (release,))
    connection.commit()


def _attempt(
    connection: Any, folder: Path, release: str | None, allow_contract: bool, dry_run: bool
) -> Migrated:
    try:
        done = _apply(connection.cursor(), folder, release, allow_contract)
        if not dry_run:
            connection.commit()
            connection.cursor().execute("analyze (skip_locked)")  # for plans that are kept
            connection.commit()
    finally:
        connection.rollback()
    return done


def _apply(cursor: Any, folder: Path, release: str | None, allow_contract: bool) -> Migrated:
    cursor.execute(AS_OWNER)
    cursor.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
    cursor.execute(f"set local lock_timeout = '{LOCK_TIMEOUT}'")
    # Functions may name each other in any order; running them is what proves them.
    cursor.execute("set local check_function_bodies = off")
    cursor.execute("set local client_min_messages = warning")
    cursor.execute(BOOKKEEPING)
    release = _begin_release(cursor, release)
    before = functions_of(cursor)
    cursor.execute(DROP_VIEWS)  # they would keep migrations from changing columns
    applied, contracted = _change_tables(cursor, folder)
    if contracted and release is not None and not allow_contract:
        raise MigrationRefused(too_early(contracted))
    _apply_files(cursor, folder.glob("functions/**/*.sql"))
    after = functions_of(cursor)
    kept, dropped = _part_left_over(cursor, list(after.values()), release)
    for each in dropped:
        cursor.execute(f"drop function {each.signature}")
    _apply_files(cursor, folder.glob("views/*.sql"))
    cursor.execute((folder / "grants.sql").read_text())
    for each in kept:
        _keep(cursor, each, release)
    return Migrated(
        applied=applied,
        changed=changed(before, after),
        kept=[each.signature for each in kept],
        dropped=[each.signature for each in dropped],
        contracted=contracted,
    )


def _begin_release(cursor: Any, release: str | None) -> str | None:
    """The release that migrates; a guarded database's last one when none is named."""
    if release is not None:
        cursor.execute(
            "insert into schema_releases (name) values (%s) on conflict do nothing", (release,)
        )
        return release
    cursor.execute("select name from schema_releases order by migrated_at desc limit 1")
    row = cursor.fetchone()
    return str(row[0]) if row else None


def _change_tables(cursor: Any, folder: Path) -> tuple[list[str], list[str]]:
    """The migrations that were applied, and what they took away."""
    before = columns_of(cursor)
    missing = _missing(cursor, folder)
    for path in missing:
        cursor.execute(path.read_text())
        cursor.execute(
            "insert into schema_migrations (name, checksum) values (%s, %s)",
            (path.stem, checksum(path)),
        )
    return [path.stem for path in missing], contractions(before, columns_of(cursor))


def _apply_files(cursor: Any, paths: Iterable[Path]) -> None:
    for path in sorted(paths):
        cursor.execute(path.read_text())


def _part_left_over(
    cursor: Any, functions: Sequence[SqlFunction], release: str | None
) -> tuple[list[SqlFunction], list[SqlFunction]]:
    """Of the functions without a file those that are kept, and those that go."""
    cursor.execute(OUTLIVED, (release,))
    outlived = {signature for (signature,) in cursor.fetchall()}
    written = [each for each in functions if each.written_now]
    kept, dropped = [], []
    for old in functions:
        new = [each for each in written if each.name == old.name]
        if old.written_now:
            continue
        if release is None or old.signature in outlived or any(n.replaces(old) for n in new):
            dropped.append(old)
            continue
        if confused := clashes(old, new):
            raise MigrationRefused(indistinct(old, confused))
        kept.append(old)
    return kept, dropped


def _keep(cursor: Any, function: SqlFunction, release: str | None) -> None:
    """Note since when it is kept, and give it back to its callers, whom the grants do not know."""
    cursor.execute(
        "insert into schema_kept_functions values (%s, %s) on conflict do nothing",
        (function.signature, release),
    )
    for role in function.roles:
        cursor.execute(f"grant execute on function {function.signature} to {role}")


def _missing(cursor: Any, folder: Path) -> list[Path]:
    cursor.execute("select name, checksum from schema_migrations order by name")
    released = {str(name): str(digest) for name, digest in cursor.fetchall()}
    on_disk = {path.stem: path for path in sorted(folder.glob("migrations/*.sql"))}
    for name, digest in released.items():
        if name not in on_disk:
            raise MigrationRefused(f"{name} was applied to this database and is gone from sql/.")
        if checksum(on_disk[name]) != digest:
            raise MigrationRefused(f"{name} was applied and then edited. Write a new migration.")
    return [path for name, path in on_disk.items() if name not in released]


def checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
