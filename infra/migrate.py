"""Brings a database to the state that `sql/` describes.

Tables come by numbered migrations, each applied once and never edited afterwards; functions and
grants are applied anew every time. All of it is one transaction under an advisory lock, so
migrating is safe twice, and twice at once, and a failure leaves nothing half done.
"""

import hashlib
from pathlib import Path
from typing import Any, Final

SQL_FOLDER: Final = Path(__file__).parents[1] / "sql"

LOCK: Final = 7_202_406
"""any number, as long as it stays the same for ever"""

RELEASED: Final = """
create table if not exists schema_migrations (
  name       text primary key,
  checksum   text not null,
  applied_at timestamptz not null default now()
)"""


LEFT_OVER: Final = """
select format('drop function %s', oid::regprocedure) from pg_proc f
where pronamespace = 'public'::regnamespace
  and xmin <> pg_current_xact_id()::xid  -- what has a file was written by this very transaction
  and prorettype <> 'trigger'::regtype  -- those belong to migrations
  and not exists (select from pg_depend where objid = f.oid and deptype = 'e')"""
"""drops functions whose file is gone, and the old form of those that take other parameters now"""


class MigrationRefused(Exception):
    """The migrations on disk are not those that made this database; the text says which and why."""


def migrate(connection: Any, folder: Path = SQL_FOLDER) -> list[str]:
    """Apply what is missing and return the names of the migrations that were applied.

    `connection` is a pg8000.dbapi connection of the owner of the schema, outside a transaction.
    Raises MigrationRefused when an applied migration was edited or removed, and
    pg8000.dbapi.DatabaseError when SQL is refused; the database is as before then.
    """
    try:
        applied = _apply(connection.cursor(), folder)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return applied


def _apply(cursor: Any, folder: Path) -> list[str]:
    cursor.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
    # Functions may name each other in any order; running them is what proves them.
    cursor.execute("set local check_function_bodies = off")
    cursor.execute("set local client_min_messages = warning")
    cursor.execute(RELEASED)
    missing = _missing(cursor, folder)
    for path in missing:
        cursor.execute(path.read_text())
        cursor.execute(
            "insert into schema_migrations (name, checksum) values (%s, %s)",
            (path.stem, checksum(path)),
        )
    for path in sorted(folder.glob("functions/**/*.sql")):
        cursor.execute(path.read_text())
    cursor.execute(LEFT_OVER)
    for (drop,) in cursor.fetchall():
        cursor.execute(drop)
    cursor.execute((folder / "grants.sql").read_text())
    return [path.stem for path in missing]


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
