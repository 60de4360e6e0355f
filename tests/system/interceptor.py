"""Stands between workflows and functions, and holds calls back so that a crash can hit them.

A held call is stopped before it reaches the function, or after the function has answered and before
the workflow hears of it. Held calls end as a crash ends them: the connection breaks.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Literal, Self

import aiohttp
from aiohttp import web

from tests.local.standins.serving import running

Moment = Literal["before", "after"]


class Interceptor:
    """`url` is its address while it is `intercepting`, `target` that of the functions.

    `plan` says, by property id, which call of a guest's journey is held and when; `calls` counts
    the calls of each journey. `property_of` tells an event's property.
    """

    def __init__(self) -> None:
        self.target = ""
        self.property_of: Callable[[str], str] = lambda _: ""
        self.url = ""
        self.plan: Mapping[str, tuple[int, Moment]] = {}
        self.calls: Counter[str] = Counter()
        self.held: set[str] = set()
        self._known: dict[str, str] = {}
        self._crash = asyncio.Event()

    @contextmanager
    def intercepting(self) -> Iterator[Self]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._pass)
        app.cleanup_ctx.append(self._calling)
        with running(app) as self.url:
            yield self

    async def _calling(self, _: web.Application) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        timeout = aiohttp.ClientTimeout(total=60)
        async with aiohttp.ClientSession(timeout=timeout) as self._session:
            yield

    def let_go(self) -> None:
        """Break the connections of all held calls, and hold no more."""
        self.plan = {}
        self._loop.call_soon_threadsafe(self._let_go)

    def _let_go(self) -> None:
        self._crash.set()
        self._crash = asyncio.Event()
        self.held = set()

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        property_id = self._journey(json.loads(body or b"{}"))
        self.calls[property_id] += 1
        number, moment = self.plan.get(property_id, (0, "before"))
        if number != self.calls[property_id]:
            return await self._forward(request, body)
        if moment == "after":
            await self._forward(request, body)
        return await self._hold(property_id, request)

    def _journey(self, body: Mapping[str, str]) -> str:
        """The property id of the guest whose journey the call belongs to."""
        event_id = body.get("event_id") or ""
        if event_id and event_id not in self._known:
            self._known[event_id] = self.property_of(event_id)
        return self._known.get(event_id, "")

    async def _forward(self, request: web.Request, body: bytes) -> web.StreamResponse:
        headers = {
            name: request.headers[name]
            for name in ("Authorization", "Content-Type")
            if name in request.headers
        }
        try:
            async with self._session.request(
                request.method, f"{self.target}{request.raw_path}", data=body, headers=headers
            ) as answer:
                return web.Response(
                    status=answer.status,
                    body=await answer.read(),
                    content_type=answer.content_type,
                )
        except aiohttp.ClientError:
            return _broken(request)

    async def _hold(self, property_id: str, request: web.Request) -> web.StreamResponse:
        self.held.add(property_id)
        await self._crash.wait()
        return _broken(request)


def _broken(request: web.Request) -> web.StreamResponse:
    """End the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
