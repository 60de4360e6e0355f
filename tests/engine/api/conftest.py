"""One engine for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.api.engine_server import Server, engine_process


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with engine_process("--quiet") as (_, server):
        yield server
