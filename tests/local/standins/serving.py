"""Real servers on free ports for the tests: the stand-ins, and a receiver of their webhooks."""

import asyncio
import socket
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiohttp import web

from infra.local.client.waiting import eventually
from infra.local.standins.serving import GATE
from infra.serving.gate import Gate
from infra.serving.server import listen, served


@contextmanager
def running(
    app: web.Application, bound: socket.socket | None = None, gate: Gate = GATE, idle: float = 30.0
) -> Iterator[str]:
    """Serves `app` in a thread of its own; yields its address, `bound`'s or a free one."""
    listening = bound or listen(0)
    loop = asyncio.new_event_loop()
    serving = served(app, gate, listening, stop_seconds=0.1, idle_seconds=idle)

    async def stop() -> None:
        # asyncio loses a connection that it is just accepting when the server is closed.
        loop.remove_reader(listening)
        await asyncio.sleep(0.01)
        await serving.__aexit__(None, None, None)

    url = loop.run_until_complete(serving.__aenter__())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield url
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def address_of(bound: socket.socket) -> str:
    return f"http://127.0.0.1:{bound.getsockname()[1]}"


@dataclass(frozen=True)
class Received:
    body: bytes
    headers: Mapping[str, str]


@dataclass
class Receiver:
    """A webhook endpoint that keeps what it gets and answers as told, 200 otherwise."""

    answers: deque[int] = field(default_factory=deque)
    """statuses of the next answers"""
    received: list[Received] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.post("/hook", self._take)])
        return app

    def wait_for(self, count: int) -> list[Received]:
        """Exactly the first `count` requests, as soon as they are there."""
        eventually(f"{count} webhooks came", lambda: len(self.received) >= count)
        assert len(self.received) == count
        return self.received

    async def _take(self, request: web.Request) -> web.Response:
        self.received.append(Received(await request.read(), dict(request.headers)))
        status = self.answers.popleft() if self.answers else 200
        headers = {"Location": "/elsewhere"} if status == 302 else {}
        return web.json_response({"taken": len(self.received)}, status=status, headers=headers)
