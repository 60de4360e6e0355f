"""Runs the front: its HTTP server and the readers of the functions' logs, until SIGTERM."""

import asyncio
import signal
import socket
from collections.abc import Mapping

from infra.local.gateway.control_plane import ControlPlane
from infra.local.gateway.front import Front
from infra.local.gateway.logs import FunctionLogs
from infra.serving.server import served


async def serve_front(
    front: Front,
    control_plane: ControlPlane,
    logs: FunctionLogs,
    listening: socket.socket,
    pipes: Mapping[str, int],
) -> None:
    """`pipes` are the read ends, by function name, of what the functions print."""
    stop = asyncio.Event()
    # Ctrl-C is the parent's; it sends SIGTERM.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    tasks = [asyncio.create_task(logs.read(name, pipe)) for name, pipe in pipes.items()]
    tasks.append(asyncio.create_task(logs.ship()))
    try:
        app = front.app(control_plane.middleware())
        async with served(app, front.gate, listening, stop_seconds=2) as url:
            print(f"functions ready at {url}", flush=True)
            await stop.wait()
    finally:
        for task in tasks:
            task.cancel()
