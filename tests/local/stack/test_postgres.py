"""The embedded server keeps its data, takes logins, and ends when it is told to."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pg8000.dbapi
import pytest

from infra.local.stack.postgres import (
    EmbeddedPostgres,
    create_database,
    create_function_logins,
    drop_database,
    with_user,
)
from tests.sql.hotel import Hotel


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short, for the path of a socket has a limit."""
    with tempfile.TemporaryDirectory(prefix="hotelly-") as folder:
        yield Path(folder) / "pg"


def test_data_outlive_a_restart(folder: Path) -> None:
    server = EmbeddedPostgres(folder, durable=False)
    with server, Hotel(create_database(server.url(), "kept")) as kept:
        kept.rows("create table fact as select 42 as value")
    server.stop()  # a second time does no harm
    with server, Hotel(create_database(server.url(), "kept")) as kept:
        assert kept.value("select value from fact") == 42


@pytest.mark.parametrize("module", [[], ["infra.local.stack.tether"]], ids=["alone", "tethered"])
def test_as_a_program_it_serves_until_it_is_told_to_stop(folder: Path, module: list[str]) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", *module, "infra.local.stack.postgres", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    with program:
        assert program.stdin
        assert program.stdout
        Hotel(program.stdout.readline().removeprefix("ready ").strip()).close()
        if module:
            program.stdin.close()  # as if the one who holds the other end had died
        else:
            os.kill(program.pid, signal.SIGTERM)
        assert program.wait(20) == 0
    assert not (folder / "postmaster.pid").exists()


def test_the_program_ends_when_its_server_does_and_the_next_one_takes_over(folder: Path) -> None:
    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-m", "infra.local.stack.postgres", str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
        ) as program:
            assert program.stdout
            Hotel(program.stdout.readline().removeprefix("ready ").strip()).close()
            lock = (folder / "postmaster.pid").read_text()
            os.kill(int(lock.split()[0]), signal.SIGKILL)
            assert program.wait(20) == 1
            assert program.stderr
            assert program.stderr.read() == "the server has ended\n"
        assert not EmbeddedPostgres(folder).is_ready()


def test_its_clock_is_utc_wherever_the_machine_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/Sao_Paulo")
    with EmbeddedPostgres(folder, durable=False) as server, Hotel(server.url()) as hotel:
        assert hotel.value("select current_setting('timezone')") == "UTC"


def test_nobody_else_on_the_machine_may_connect(postgres: EmbeddedPostgres) -> None:
    """Its own users need no password, so the socket is closed to others, wherever it is."""
    folder = postgres.url().partition("host=")[2]
    assert Path(folder, ".s.PGSQL.5432").stat().st_mode & 0o077 == 0


def test_a_login_is_a_member_of_its_role_and_may_be_made_twice(database: str) -> None:
    for password in ("first", "it's / second@"):
        urls = create_function_logins(database, {"expire": password, "cancel": "other"})
    with Hotel(urls["expire"]) as role:
        assert role.call("expire", limit=1)["outcome"] == "expired"
    assert "it%27s%20%2F%20second%40@" in urls["expire"]


def test_an_address_keeps_its_server_when_the_user_changes() -> None:
    assert (
        with_user("postgresql://owner:old@db.example:5433/hotelly", "expire", "p/w")
        == "postgresql://expire:p%2Fw@db.example:5433/hotelly"
    )


def test_a_database_is_dropped_even_while_somebody_is_connected(postgres: EmbeddedPostgres) -> None:
    connected = Hotel(create_database(postgres.url(), "doomed"))
    drop_database(postgres.url(), "doomed")
    drop_database(postgres.url(), "doomed")
    with pytest.raises(pg8000.dbapi.InterfaceError):  # the server has hung up
        connected.close()
    with Hotel(postgres.url()) as server:
        assert not server.rows("select from pg_database where datname = 'doomed'")
