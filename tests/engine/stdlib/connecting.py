"""Calls of connectors: in a world without network, or on real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from infra.engine.connectors.local import LocalConnectors
from infra.engine.connectors.stubs import Stub
from infra.engine.values.errors import WorkflowError
from infra.engine.world.clock import SystemClock
from infra.engine.world.http_client import AiohttpHttp
from tests.engine.stdlib.server import Answer, Received, Server, nothing, serving
from tests.engine.stdlib.world import World

SECRETS = "googleapis.secretmanager.v1.projects.secrets"
EXECUTIONS = "googleapis.workflowexecutions.v1.projects.locations.workflows.executions"
CREATE_TASK = "googleapis.cloudtasks.v2.projects.locations.queues.tasks.create"
QUEUE = "projects/p/locations/l/queues/mail"
TOPIC = "projects/p/topics/bookings"


def connected(name: str, /, world: World | None = None, **args: Any) -> Any:
    return asyncio.run((world or World()).connect(name, **args))


def refused(name: str, /, world: World | None = None, **args: Any) -> Any:
    """The value of the error the connector raises."""
    with pytest.raises(WorkflowError) as caught:
        connected(name, world, **args)
    return caught.value.value


def on_the_network(
    act: Callable[[World, Server], Awaitable[None]],
    answer: Answer = nothing,
    stubs: Callable[[str], dict[str, Stub]] = lambda url: {},
) -> list[Received]:
    """What the server received while `act` ran, on real HTTP and the real clock."""

    async def scenario() -> list[Received]:
        async with serving(answer) as server, AiohttpHttp() as http:
            connectors = LocalConnectors(stubs=stubs(server.url))
            await act(World(http=http, connectors=connectors, clock=SystemClock()), server)
            await connectors.close()
            return server.requests

    return asyncio.run(scenario())


async def received(server: Server, count: int = 1) -> None:
    async with asyncio.timeout(30):
        while len(server.requests) < count:
            await asyncio.sleep(0.01)
