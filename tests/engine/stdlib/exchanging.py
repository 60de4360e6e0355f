"""Requests of http.* to a real server, and what comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from infra.engine.values.errors import WorkflowError
from infra.engine.world.clock import SystemClock
from infra.engine.world.http_client import AiohttpHttp
from tests.engine.stdlib.server import Answer, Received, Server, nothing, serving
from tests.engine.stdlib.world import World


def exchange(answer: Answer, act: Callable[[World, Server], Awaitable[Any]]) -> Any:
    async def scenario() -> Any:
        async with serving(answer) as server, AiohttpHttp() as http:
            return await act(World(http=http, clock=SystemClock()), server)

    return asyncio.run(scenario())


def sent(name: str = "http.post", path: str = "/", **named: Any) -> Received:
    """The request as the server got it."""

    async def act(world: World, server: Server) -> Received:
        await world.call_async(name, url=server.url + path, **named)
        return server.requests[0]

    received = exchange(nothing, act)
    assert isinstance(received, Received)
    return received


def answered(response: Callable[[], web.StreamResponse], **named: Any) -> Any:
    """What http.get makes of the response; an error's value if it raises one."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return response()

    async def act(world: World, server: Server) -> Any:
        try:
            return await world.call_async("http.get", url=server.url, **named)
        except WorkflowError as error:
            return error.value

    return exchange(answer, act)
