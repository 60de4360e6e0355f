"""Failing on request."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from pydantic import Field

from infra.local.standins.control import ControlBody

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Faults(ControlBody):
    """What shall go wrong with the next requests to the stand-in's API."""

    refuse: int = Field(default=0, ge=0)
    """so many requests are answered 503 and have no effect"""
    fail: int = Field(default=0, ge=0)
    """so many requests take effect and are answered 500 all the same"""
    lose: int = Field(default=0, ge=0)
    """so many requests take effect, but the connection closes before the answer"""
    seconds: float = Field(default=0, ge=0, le=600)
    """every request takes so much longer to execute"""


@dataclass
class FaultInjector:
    """Wraps the execution of requests in the faults asked for last."""

    faults: Faults

    async def run(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self.faults.refuse:
            self.faults.refuse -= 1
            raise web.HTTPServiceUnavailable(text="The stand-in was asked to refuse this request.")
        losing, failing = self.faults.lose > 0, self.faults.fail > 0
        self.faults.lose -= losing
        self.faults.fail -= failing
        await asyncio.sleep(self.faults.seconds)
        response = await handler(request)
        if failing:
            text = '{"error": {"type": "api_error", "message": "An unknown error occurred."}}'
            return web.Response(status=500, text=text, content_type="application/json")
        if losing and request.transport is not None:
            request.transport.abort()
        return response

    async def ask(self, request: web.Request) -> web.Response:
        """`PUT /_control/faults`: replaces the faults asked for before."""
        self.faults = await Faults.of(request)
        return web.json_response(self.faults.model_dump())
