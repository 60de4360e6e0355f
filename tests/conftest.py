"""A real Postgres for every test that asks for one: `database` is the address of a fresh copy of a
migrated database, its own to change."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.stack.postgres import EmbeddedPostgres, connect, create_database, drop_database
from infra.migrate import migrate

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """One server for each process that runs tests; stopped and removed with it."""
    folder = Path(tempfile.mkdtemp(prefix="hotelly-"))  # short: a socket's path has a limit
    with EmbeddedPostgres(folder / "pg", durable=False) as server:
        yield server
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def migrated(postgres: EmbeddedPostgres) -> str:
    """The name of a migrated database that nobody changes: the template of the others."""
    connection = connect(create_database(postgres.url(), "migrated"))
    migrate(connection)
    connection.close()
    return "migrated"


@pytest.fixture
def database(postgres: EmbeddedPostgres, migrated: str) -> Iterator[str]:
    """The address of a fresh migrated database."""
    name = f"test_{next(_numbers)}"
    yield create_database(postgres.url(), name, template=migrated)
    drop_database(postgres.url(), name)


@pytest.fixture
def connection(database: str) -> Iterator[Any]:
    """A connection to `database` as its owner, each statement its own transaction."""
    connection = connect(database)
    connection.autocommit = True
    yield connection
    connection.close()
