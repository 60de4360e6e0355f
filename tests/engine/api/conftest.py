"""One engine for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.api.engine_server import Server, start_server, stop_server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    process, server = start_server("--quiet")
    yield server
    stop_server(process)
