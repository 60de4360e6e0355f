"""An engine in this process, with a clock that jumps."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from infra.engine.api.child_executions import ChildExecutions
from infra.engine.connectors.local import LocalConnectors
from infra.engine.service.engine import Engine
from infra.engine.service.surroundings import Surroundings
from infra.engine.stubs import StubTokens
from infra.engine.world.clock import VirtualClock
from infra.engine.world.http_client import AiohttpHttp
from tests.engine.api.engine_server import LOCATION

FLOW = f"{LOCATION}/workflows/flow"
PARENT = f"{LOCATION}/workflows/parent"


def with_engine(test: Callable[[Engine], Awaitable[Any]], **bounds: Any) -> None:
    """Run `test` with an engine of its own and a virtual clock."""

    async def run() -> None:
        world = Surroundings(
            http=AiohttpHttp(),
            connectors=LocalConnectors(),
            tokens=lambda email: StubTokens(),
            clock=VirtualClock(),
            **bounds,
        )
        engine = Engine(world, ChildExecutions)
        await test(engine)
        await engine.close()

    asyncio.run(run())
