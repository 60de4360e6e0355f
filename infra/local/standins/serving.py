"""Listening on a port, from start to SIGTERM."""

import asyncio
import signal
import socket

from aiohttp import web


def listen(port: int, host: str = "127.0.0.1") -> socket.socket:
    """A listening socket; port 0 takes a free one. It is open from here on: no one is refused."""
    return socket.create_server((host, port))


def serve(app: web.Application, listening: socket.socket, ready: str) -> None:
    """Serves `app` until SIGTERM or SIGINT; `ready` is printed, followed by the address."""
    asyncio.run(_serve(app, listening, ready))


async def _serve(app: web.Application, listening: socket.socket, ready: str) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        host, port = listening.getsockname()[:2]
        print(f"{ready} http://{host}:{port}", flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()
