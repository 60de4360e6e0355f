"""What is kept on disk stays within bounds, and a full disk stops nobody."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.engine.api.child_executions import ChildExecutions
from infra.engine.connectors.local import LocalConnectors
from infra.engine.keeping.kept_state import KeptState
from infra.engine.service.engine import Engine
from infra.engine.service.execution import Settings, StartRequest
from infra.engine.service.logs import LogStore
from infra.engine.service.store import Retention
from infra.engine.service.surroundings import Surroundings
from infra.engine.stubs import StubTokens
from infra.engine.world.http_client import AiohttpHttp

FLOW = "projects/p/locations/l/workflows/flow"
SOURCE = """
- note: {call: sys.log, args: {json: {message: one more, number: 7}}}
- give: {return: '${"x"}'}
"""


def engine_with(kept: KeptState, logs: LogStore) -> Engine:
    surroundings = Surroundings(
        http=AiohttpHttp(),
        connectors=LocalConnectors(),
        tokens=lambda email: StubTokens(),
        logs=logs,
        keeper=kept,
        retention=Retention(executions=40),
    )
    return Engine(surroundings, ChildExecutions)


async def load(engine: Engine, kept: KeptState, rounds: int) -> None:
    for _ in range(rounds):
        runs = [engine.start(FLOW, StartRequest('"x"')) for _ in range(40)]
        await asyncio.gather(*(one.finished.wait() for one in runs))
        await kept.take_in()


def test_the_files_stop_growing_under_steady_load(tmp_path: Path) -> None:
    async def journey() -> None:
        logs = LogStore(capacity=150)
        kept = KeptState(tmp_path, logs)
        engine = engine_with(kept, logs)
        engine.deploy(FLOW, Settings(source=SOURCE))
        await load(engine, kept, 45)
        await kept.close()

    asyncio.run(journey())
    written = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert written < 800_000, "1,800 executions were written, of which forty are kept"


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """As if the disk were full beyond it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_told_once_and_executions_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def journey() -> list[str]:
        logs = LogStore(capacity=150)
        kept = KeptState(tmp_path, logs)
        engine = engine_with(kept, logs)
        engine.deploy(FLOW, Settings(source=SOURCE))
        await load(engine, kept, 1)
        with files_of_at_most(1):
            await load(engine, kept, 3)
            states = [one.state for one in engine.store.executions(FLOW)]
        await load(engine, kept, 1)
        await kept.close()
        return states

    assert set(asyncio.run(journey())) == {"SUCCEEDED"}
    assert capsys.readouterr().err.count("the state cannot be written") == 1
