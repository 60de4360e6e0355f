"""Yesterday's code goes on working while a release is deployed, and after it is taken back."""

import itertools
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pg8000.dbapi
import pytest

from infra.local.commands.migrate import lines
from infra.local.stack.postgres import EmbeddedPostgres, connect, create_database, drop_database
from infra.migrate import SQL_FOLDER, Migrated, MigrationRefused, mark_serving, migrate

_numbers = itertools.count(1)

ROLES = re.findall(r"'(\w+): [\w ]+'", (SQL_FOLDER / "grants.sql").read_text())
LAPSED = "lapsed_rooms(text,text,date,timestamp with time zone,uuid)"
EXPIRE = "expire(integer,text,timestamp with time zone)"


class Releases:
    """A database, and a copy of sql/ that is changed from release to release."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self.rows("insert into schema_releases values ('first', now(), now())")

    def release(self, name: str | None, **options: Any) -> Migrated:
        with closing(connect(self.url)) as connection:
            return migrate(connection, self.folder, name, **options)

    def serves(self, name: str) -> None:
        with closing(connect(self.url)) as connection:
            mark_serving(connection, name)

    def file(self, function: str) -> Path:
        (path,) = self.folder.glob(f"functions/**/{function}.sql")
        return path

    def edit(self, function: str, old: str, new: str) -> None:
        text = self.file(function).read_text()
        assert old in text
        self.file(function).write_text(text.replace(old, new))

    def migration(self, sql: str) -> None:
        (self.folder / "migrations" / f"9{next(_numbers):03}_later.sql").write_text(sql)

    def rows(self, sql: str) -> list[Any]:
        with closing(connect(self.url)) as connection:
            cursor = connection.cursor()
            cursor.execute(sql)
            rows = [tuple(row) for row in cursor.fetchall()] if cursor.description else []
            connection.commit()
            return rows

    def functions(self) -> set[str]:
        return {name for (name,) in self.rows("select oid::regprocedure::text from pg_proc")}

    def columns(self, table: str) -> set[str]:
        sql = f"select column_name from information_schema.columns where table_name = '{table}'"
        return {name for (name,) in self.rows(sql)}


@pytest.fixture
def releases(postgres: EmbeddedPostgres, migrated: str, tmp_path: Path) -> Iterator[Releases]:
    name = f"released_{next(_numbers)}"
    folder = Path(shutil.copytree(SQL_FOLDER, tmp_path / "sql"))
    yield Releases(create_database(postgres.url(), name, migrated), folder)
    drop_database(postgres.url(), name)


def test_a_function_whose_file_is_gone_is_kept_for_one_release(releases: Releases) -> None:
    releases.file("lapsed_rooms").unlink()
    assert releases.release("second").kept == [LAPSED]
    assert releases.release("second").kept == [LAPSED]
    assert LAPSED in releases.functions()
    releases.serves("second")
    assert releases.release("third").dropped == [LAPSED]
    assert LAPSED not in releases.functions()


def test_it_is_kept_on_as_long_as_no_release_serves_without_it(releases: Releases) -> None:
    releases.file("lapsed_rooms").unlink()
    releases.release("second, which never served")
    assert releases.release("third").kept == [LAPSED]
    assert releases.release(None).kept == [LAPSED], "by hand, between two releases"


def test_a_kept_function_is_still_its_callers_to_execute(releases: Releases) -> None:
    releases.file("fail_message").unlink()
    grants = releases.folder / "grants.sql"
    grants.write_text(grants.read_text().replace(" fail_message", ""))
    (kept,) = releases.release("second").kept
    sql = f"select has_function_privilege('send_message', '{kept}', 'execute')"
    assert releases.rows(sql) == [(True,)]


def test_a_parameter_with_a_default_takes_the_old_function_s_place(releases: Releases) -> None:
    releases.edit(
        "expire",
        "p_now timestamptz default now()",
        "p_now timestamptz default now(), p_more text default ''",
    )
    done = releases.release("second")
    assert done.dropped == [EXPIRE]
    assert done.kept == []
    releases.rows("select expire(p_limit => 1)")


def test_other_parameters_leave_the_old_function_to_older_code(releases: Releases) -> None:
    releases.edit("lapsed_rooms", "p_room_type text", "p_room_type text, p_floor text")
    done = releases.release("second")
    assert done.kept == [LAPSED]
    assert "lapsed_rooms(text,text,text,date,timestamp with time zone,uuid)" in done.changed


def test_a_function_that_older_calls_could_mean_as_well_is_refused(releases: Releases) -> None:
    releases.edit("expire", "p_now timestamptz default now()", "p_when text default ''")
    with pytest.raises(MigrationRefused, match="another name"):
        releases.release("second")
    assert EXPIRE in releases.functions()


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("alter table holds rename column adults to grown_ups", "holds.adults is gone"),
        ("drop table contact_merges", "contact_merges.from_id is gone"),
        (
            "alter table holds alter column adults type bigint",
            "holds.adults was integer and is bigint",
        ),
        ("alter table leads alter column name set not null", "leads.name must have a value"),
        ("alter table leads add column age integer not null", "leads.age is new and must have"),
    ],
)
def test_taking_something_away_is_refused_unless_it_is_meant(
    releases: Releases, sql: str, sentence: str
) -> None:
    releases.migration(sql)
    for options in ({}, {"dry_run": True}):
        with pytest.raises(MigrationRefused, match=sentence):
            releases.release("second", **options)
    assert any(
        each.startswith(sentence)
        for each in releases.release("second", allow_contract=True).contracted
    )


def test_on_one_s_own_machine_nothing_is_kept_or_refused(database: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SQL_FOLDER, tmp_path / "sql"))
    (folder / "functions/booking/lapsed_rooms.sql").unlink()
    (folder / "migrations/9999_later.sql").write_text(
        "alter table holds rename adults to grown_ups"
    )
    with closing(connect(database)) as connection:
        done = migrate(connection, folder)
    assert (done.kept, done.dropped) == ([], [LAPSED])
    assert done.contracted == ["holds.adults is gone: dropped or renamed"]


def test_a_dry_run_says_what_would_change_and_changes_nothing(releases: Releases) -> None:
    releases.migration("alter table leads add column age integer")
    releases.file("lapsed_rooms").unlink()
    releases.edit("expire", "p_limit", "p_limit")
    told = "\n".join(lines(releases.release("second", dry_run=True), dry_run=True))
    assert "would be applied    9" in told
    assert f"would be kept       {LAPSED}, for older code" in told
    assert "age" not in releases.columns("leads")
    assert releases.rows("select name from schema_releases") == [("first",)]


def test_a_lock_that_is_taken_is_not_waited_for_but_tried_again(releases: Releases) -> None:
    releases.migration("alter table leads add column age integer")
    pauses: list[float] = []
    with closing(connect(releases.url)) as reader:
        reader.cursor().execute("select count(*) from leads")  # its transaction goes on

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            reader.rollback()

        releases.release("second", pause=pause)
    assert len(pauses) == 1
    assert "age" in releases.columns("leads")


def test_a_login_that_is_in_the_owner_s_role_migrates_as_the_owner(
    postgres: EmbeddedPostgres, migrated: str
) -> None:
    """As on Cloud SQL: nobody is a superuser, and the pipeline's account owns nothing itself."""
    with closing(connect(postgres.url())) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        for statement in (
            "do $$ begin create role hotelly_owner nologin createrole;"
            " exception when duplicate_object then null; end $$",  # roles are the whole server's
            'create role "deployer@hotel.iam" login',
            'create role "fn-create-hold@hotel.iam" login',
            'grant hotelly_owner to "deployer@hotel.iam"',
            "create database owned owner hotelly_owner",
            # there the owner has made them
            f"grant {', '.join(ROLES)} to hotelly_owner with admin option",
        ):
            cursor.execute(statement)
    try:
        url = postgres.url("owned").replace("postgres@", "deployer%40hotel.iam@", 1)
        with closing(connect(url)) as connection:
            assert migrate(connection, release="first").applied
            assert not migrate(connection, release="second").applied
        with closing(connect(postgres.url("owned"))) as connection:
            cursor = connection.cursor()
            cursor.execute(
                "select tableowner from pg_tables where schemaname = 'public' group by tableowner"
            )
            assert list(cursor.fetchall()) == [["hotelly_owner"]]
    finally:
        with closing(connect(postgres.url())) as connection:
            connection.autocommit = True
            connection.cursor().execute("drop database owned with (force)")
            connection.cursor().execute(
                'drop role "deployer@hotel.iam", "fn-create-hold@hotel.iam"'
            )


def test_an_account_s_login_may_do_what_its_function_may(releases: Releases) -> None:
    login = "fn-create-hold@hotel-of-this-test.iam"
    with closing(connect(releases.url)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f'create role "{login}" login')
    releases.release("second")
    try:
        url = releases.url.replace("postgres@", login.replace("@", "%40") + "@", 1)
        with closing(connect(url)) as connection:
            with pytest.raises(pg8000.dbapi.DatabaseError, match="XH404"):
                connection.cursor().execute("select hold_for_payment('unknown')")
            connection.rollback()
            with pytest.raises(pg8000.dbapi.DatabaseError, match="permission denied"):
                connection.cursor().execute("select * from holds")
    finally:
        with closing(connect(releases.url)) as connection:
            connection.autocommit = True
            connection.cursor().execute(f'drop owned by "{login}"')
            connection.cursor().execute(f'drop role "{login}"')
