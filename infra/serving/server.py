"""Runs an application behind its gate, from the first connection to SIGTERM."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from aiohttp import web

from infra.serving.connection import IDLE_SECONDS, Connection
from infra.serving.gate import Gate

BACKLOG = 1024
"""connections that wait to be taken"""


def listen(port: int, host: str = "127.0.0.1") -> socket.socket:
    """A listening socket; port 0 takes a free one. It is open from here on: no one is refused."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def address_of(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@asynccontextmanager
async def served(
    app: web.Application,
    gate: Gate,
    listening: socket.socket,
    *,
    stop_seconds: float = 1.0,
    idle_seconds: float = IDLE_SECONDS,
) -> AsyncIterator[str]:
    """The address of `app` while it is served; `stop_seconds` are for requests under way then."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=stop_seconds)
    await runner.setup()
    try:
        assert runner.server is not None
        runner.server.request_handler = gate.before(runner.server.request_handler)
        loop = asyncio.get_running_loop()
        connection = partial(
            Connection,
            gate.refuse,
            runner.server,
            loop=loop,
            keepalive_timeout=idle_seconds,
            access_log=None,
        )
        server = await loop.create_server(connection, sock=listening, backlog=BACKLOG)
        yield address_of(listening)
        server.close()
    finally:
        await runner.cleanup()


async def told_to_stop() -> None:
    """Returns after SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
