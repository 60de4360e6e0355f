"""A database as it is after the first installation, on a server of its own."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from infra.local.stack.postgres import EmbeddedPostgres, connect, create_database
from infra.migrate import migrate


@contextmanager
def migrated() -> Iterator[tuple[EmbeddedPostgres, str]]:
    """Server and address; every commit reaches the disk."""
    with (
        tempfile.TemporaryDirectory(prefix="hotelly-") as folder,
        EmbeddedPostgres(Path(folder) / "pg") as server,
    ):
        url = create_database(server.url(), "bench")
        with closing(connect(url)) as connection:
            migrate(connection)
        yield server, url


@contextmanager
def filling(url: str) -> Iterator[Any]:
    """A cursor to fill it by; statistics are those of what is there afterwards."""
    with closing(connect(url)) as connection:
        cursor = connection.cursor()
        yield cursor
        connection.commit()
        connection.autocommit = True
        cursor.execute("vacuum analyze")
