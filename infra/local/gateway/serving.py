"""Runs the front: its HTTP server and the readers of the functions' logs, until SIGTERM."""

import asyncio
import signal
import socket
from collections.abc import Mapping
from functools import partial

from aiohttp import web

from infra.local.gateway.front import Front
from infra.local.gateway.logs import FunctionLogs
from infra.local.gateway.refusals import Connection


async def serve_front(
    front: Front, logs: FunctionLogs, listening: socket.socket, pipes: Mapping[str, int]
) -> None:
    """`pipes` are the read ends, by function name, of what the functions print."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    tasks = [asyncio.create_task(logs.read(name, pipe)) for name, pipe in pipes.items()]
    tasks.append(asyncio.create_task(logs.ship()))
    runner = web.AppRunner(front.app(), access_log=None, shutdown_timeout=2, auto_decompress=False)
    await runner.setup()
    try:
        assert runner.server is not None
        loop = asyncio.get_running_loop()
        await loop.create_server(partial(Connection, runner.server, loop=loop), sock=listening)
        host, port = listening.getsockname()[:2]
        print(f"functions ready at http://{host}:{port}", flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()
        for task in tasks:
            task.cancel()
