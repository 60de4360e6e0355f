"""A Postgres of the simulation's own, since it will be killed."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.stack.postgres import EmbeddedPostgres
from tests.simulation.connections import Postgres
from tests.simulation.sql import Mutation, copy, create


class Server:
    """A Postgres that may be killed, with databases for the simulation."""

    def __init__(self, url: str) -> None:
        self.url = url
        create(url, "template")

    @contextmanager
    def postgres(self, mutation: Mutation | None = None) -> Iterator[Postgres]:
        postgres = Postgres(copy(self.url, "template", "simulation", mutation))
        yield postgres
        postgres.close()


@contextmanager
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="hotelly-"))
    try:
        embedded = EmbeddedPostgres(folder / "pg", durable=False)
        embedded.settings |= {"autovacuum": "off"}  # it locks whenever it likes
        with embedded:
            yield Server(embedded.url())
    finally:
        shutil.rmtree(folder)
