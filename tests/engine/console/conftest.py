"""One engine for all tests of this folder, and a visitor of its console."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.api.engine_server import Server, engine_process
from tests.engine.console.visitor import Visitor


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with engine_process("--quiet") as (_, server):
        yield server


@pytest.fixture
def visitor(server: Server) -> Iterator[Visitor]:
    visitor = Visitor(server.url)
    yield visitor
    visitor.close()
