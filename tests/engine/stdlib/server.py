"""A real HTTP server on a free port for the tests of http.* and of the connectors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web


@dataclass
class Received:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    url: str
    requests: list[Received] = field(default_factory=list)


Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


async def nothing(request: web.BaseRequest) -> web.StreamResponse:
    return web.Response(status=204)


@asynccontextmanager
async def serving(answer: Answer = nothing) -> AsyncIterator[Server]:
    """Every request is kept in `requests`, then answered by `answer`."""
    server = Server("")

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        server.requests.append(
            Received(request.method, request.raw_path, dict(request.headers), body)
        )
        return await answer(request)

    runner = web.ServerRunner(web.Server(handle), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()
