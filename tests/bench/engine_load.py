"""Many short executions at once, in one process and without a server: how long others wait."""

import asyncio
import gc
import statistics
import time
from typing import NamedTuple

import uvloop

from infra.engine.api.child_executions import ChildExecutions
from infra.engine.connectors.local import LocalConnectors
from infra.engine.service.engine import Engine
from infra.engine.service.execution import Settings, StartRequest
from infra.engine.service.surroundings import Surroundings
from infra.engine.stubs import StubTokens
from infra.engine.world.http_client import AiohttpHttp
from tests.bench.figures import Figure, Figures, at_most

AT_ONCE = 1_000
KEPT = 10_000
ROUNDS = 7
FLOW = "projects/bench/locations/here/workflows/short"
SHORT = """
- hold: {assign: [{state: held}]}
- check: {switch: [{condition: '${state == "held"}', next: answer}]}
- answer: {return: '${state}'}
"""


def measure() -> Figures:
    fresh, kept = uvloop.run(_stalls())
    what = f"{AT_ONCE:,} short executions at once: longest stall"
    yield Figure(what, fresh.waited, "ms", at_most(25), f"{fresh.worked:.0f} ms of work")
    what = f"the same with {KEPT:,} kept"
    yield Figure(what, kept.waited, "ms", at_most(20), f"{kept.worked:.0f} ms of work")


class _Stall(NamedTuple):
    """Milliseconds, the longest of both: on a busy machine others take their share of the first."""

    waited: float
    worked: float


async def _stalls() -> tuple[_Stall, _Stall]:
    surroundings = Surroundings(
        http=AiohttpHttp(), connectors=LocalConnectors(), tokens=lambda email: StubTokens()
    )
    engine = Engine(surroundings, ChildExecutions)
    engine.deploy(FLOW, Settings(source=SHORT))
    await _stall(engine)  # warm
    gc.freeze()  # as the server does when it is ready
    fresh = _median([await _stall(engine) for _ in range(ROUNDS)])
    while len(engine.store.executions(FLOW)) < KEPT:
        await _stall(engine)
    return fresh, _median([await _stall(engine) for _ in range(ROUNDS)])


def _median(stalls: list[_Stall]) -> _Stall:
    return _Stall(*(statistics.median(times) for times in zip(*stalls, strict=True)))


async def _stall(engine: Engine) -> _Stall:
    """The longest that somebody else on the loop had to wait."""
    waits: list[tuple[float, float]] = []
    others = asyncio.create_task(_tick(waits))
    await asyncio.sleep(0.01)
    await asyncio.gather(*(_run(engine) for _ in range(AT_ONCE)))
    await asyncio.sleep(0.01)
    others.cancel()
    return _Stall(*(max(times) * 1000 for times in zip(*waits, strict=True)))


async def _tick(waits: list[tuple[float, float]]) -> None:
    while True:
        before, worked = time.perf_counter(), time.thread_time()
        await asyncio.sleep(0)
        waits.append((time.perf_counter() - before, time.thread_time() - worked))


async def _run(engine: Engine) -> None:
    await engine.start(FLOW, StartRequest()).finished.wait()
