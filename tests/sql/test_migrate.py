"""Migrating is safe twice, twice at once, and refuses what would make databases differ."""

import itertools
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pg8000.dbapi
import pglast
import pytest

from infra.local.stack.postgres import EmbeddedPostgres, connect, create_database, drop_database
from infra.migrate import SQL_FOLDER, MigrationRefused, migrate

FILES = sorted(SQL_FOLDER.rglob("*.sql"))
FUNCTIONS = sorted(SQL_FOLDER.glob("functions/**/*.sql"))
_numbers = itertools.count(1)


@pytest.fixture
def empty(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The address of an empty database."""
    name = f"empty_{next(_numbers)}"
    yield create_database(postgres.url(), name)
    drop_database(postgres.url(), name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of sql/ to spoil."""
    return Path(shutil.copytree(SQL_FOLDER, tmp_path / "sql"))


def migrated(url: str, folder: Path = SQL_FOLDER) -> list[str]:
    """The migrations that were applied."""
    with closing(connect(url)) as connection:
        return migrate(connection, folder).applied


def catalogue(url: str) -> list[Any]:
    """Everything that defines the schema: columns, constraints, indexes, functions, privileges."""
    connection = connect(url)
    cursor = connection.cursor()
    cursor.execute(
        """select 'column', table_name || '.' || column_name,
             data_type || coalesce(column_default, '')
             from information_schema.columns
             where table_schema = 'public'
           union all select 'constraint', conname, pg_get_constraintdef(oid)
             from pg_constraint where connamespace = 'public'::regnamespace
           union all select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
           union all select 'function', oid::regprocedure::text,
             pg_get_functiondef(oid) || proacl::text
             from pg_proc where pronamespace = 'public'::regnamespace
           order by 1, 2"""
    )
    found = list(cursor.fetchall())
    connection.close()
    return found


def test_second_migration_does_no_harm(empty: str) -> None:
    first = migrated(empty)
    before = catalogue(empty)
    assert first == sorted(path.stem for path in SQL_FOLDER.glob("migrations/*.sql"))
    assert migrated(empty) == []
    assert catalogue(empty) == before


def test_migrations_at_once_are_applied_once(empty: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        applied = list(pool.map(lambda _: migrated(empty), range(6)))
    assert sorted(map(len, applied)) == [
        0,
        0,
        0,
        0,
        0,
        len(list(SQL_FOLDER.glob("migrations/*.sql"))),
    ]


def test_an_edited_migration_is_refused(empty: str, folder: Path) -> None:
    migrated(empty, folder)
    edited = folder / "migrations" / "0001_inventory.sql"
    edited.write_text(edited.read_text() + "-- a harmless remark\n")
    with pytest.raises(MigrationRefused, match="0001_inventory was applied and then edited"):
        migrated(empty, folder)


def test_a_migration_that_went_missing_is_refused(empty: str, folder: Path) -> None:
    migrated(empty, folder)
    (folder / "migrations" / "0005_messages.sql").unlink()
    with pytest.raises(MigrationRefused, match="0005_messages was applied"):
        migrated(empty, folder)


def test_a_failing_migration_leaves_nothing_behind(empty: str, folder: Path) -> None:
    (folder / "migrations" / "9999_broken.sql").write_text("create table half (); select 1 / 0;")
    before = catalogue(empty)
    with pytest.raises(pg8000.dbapi.DatabaseError, match="division by zero"):
        migrated(empty, folder)
    assert catalogue(empty) == before
    (folder / "migrations" / "9999_broken.sql").unlink()
    assert migrated(empty, folder)


def test_a_function_is_applied_again_by_every_migrate(empty: str, folder: Path) -> None:
    migrated(empty, folder)
    changed = folder / "functions" / "booking" / "lapsed_rooms.sql"
    changed.write_text(changed.read_text().replace("coalesce(sum(n.quantity), 0)", "42"))
    migrated(empty, folder)
    assert any("select 42::integer" in definition for _, _, definition in catalogue(empty))


def test_a_function_that_left_or_takes_other_parameters_is_gone(empty: str, folder: Path) -> None:
    migrated(empty, folder)
    (folder / "functions" / "booking" / "lapsed_rooms.sql").unlink()
    changed = folder / "functions" / "booking" / "open_payment.sql"
    changed.write_text(changed.read_text().replace("p_hold_id uuid", "p_hold_id uuid, p_more text"))
    migrated(empty, folder)
    functions = [name for kind, name, _ in catalogue(empty) if kind == "function"]
    assert "open_payment(uuid,text)" in functions
    assert not {"open_payment(uuid)", "lapsed_rooms(text,text,date,timestamp with time zone)"} & {
        *functions
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_is_sql(path: Path) -> None:
    assert pglast.parse_sql(path.read_text())


@pytest.mark.parametrize("path", FUNCTIONS, ids=lambda path: path.stem)
def test_a_function_file_holds_the_function_of_its_name(path: Path) -> None:
    text = path.read_text()
    [statement] = pglast.parse_sql(text)
    assert isinstance(statement.stmt, pglast.ast.CreateFunctionStmt)
    assert statement.stmt.funcname
    assert statement.stmt.funcname[-1].sval == path.stem
    assert text.startswith("-- "), "a header says what the function is for"
    if "language plpgsql" in text:
        assert pglast.parse_plpgsql(text)


def test_function_bodies_name_only_what_exists(database: str) -> None:
    connection = connect(database)
    cursor = connection.cursor()
    cursor.execute("set check_function_bodies = on")
    for path in FUNCTIONS:
        cursor.execute(path.read_text())
    connection.close()
