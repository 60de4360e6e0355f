"""A stand-in on its port, from start to SIGTERM."""

import asyncio
import socket

from aiohttp import web

from infra.serving.gate import Gate
from infra.serving.server import served, told_to_stop


def refusal(status: int, code: str, message: str) -> web.Response:
    """What a stand-in says before it speaks its provider's language: neither has such errors."""
    error = {"code": code, "message": message}
    return web.json_response({"error": error}, status=status)


GATE = Gate(refusal)


def serve(app: web.Application, listening: socket.socket, ready: str) -> None:
    """Serves `app` until SIGTERM or SIGINT; `ready` is printed, followed by the address."""
    asyncio.run(_serve(app, listening, ready))


async def _serve(app: web.Application, listening: socket.socket, ready: str) -> None:
    async with served(app, GATE, listening) as url:
        print(f"{ready} {url}", flush=True)
        await told_to_stop()
