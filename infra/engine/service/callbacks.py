"""Callback endpoints: URLs on which an execution waits for somebody else's request.

A request that arrives before anybody waits is kept, one for each endpoint; the next is refused with
RESOURCE_EXHAUSTED until a step took the first. Endpoints close with their execution.
https://cloud.google.com/workflows/docs/creating-callback-endpoints
"""

from __future__ import annotations

import asyncio
import uuid
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from infra.engine.service.api_error import ApiError, invalid_argument, not_found
from infra.engine.values import json_text
from infra.engine.values.errors import value_error
from infra.engine.world.context import Clock


class CallbackEndpoint:
    """One URL: requests that nobody took yet, and steps that wait."""

    def __init__(self, name: str, method: str) -> None:
        self.name = name
        self.method = method
        self.unclaimed: deque[Mapping[str, Any]] = deque()
        self.waiters: deque[asyncio.Future[Mapping[str, Any]]] = deque()

    def receive(self, request: Mapping[str, Any]) -> None:
        """Hand `request` to the step that waits longest, or keep it for the next one."""
        while self.waiters:
            waiter = self.waiters.popleft()
            if not waiter.done():
                waiter.set_result(request)
                return
        if self.unclaimed:
            raise ApiError("RESOURCE_EXHAUSTED", "a request is already waiting at this callback")
        self.unclaimed.append(request)

    async def next(self, clock: Clock, timeout: float) -> Mapping[str, Any]:
        """The next request; the built-in TimeoutError after `timeout` seconds."""
        if self.unclaimed:
            return self.unclaimed.popleft()
        waiter: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        self.waiters.append(waiter)
        try:
            answer: Mapping[str, Any] = await clock.wait_for(waiter, timeout)
        finally:
            if waiter in self.waiters:
                self.waiters.remove(waiter)
        return answer


class CallbackEndpoints:
    """`Callbacks` of one execution."""

    def __init__(self, execution: str, base_url: str, clock: Clock) -> None:
        self._prefix = f"{execution}/callbacks/"
        self._base_url = f"{base_url}/v1/"
        self._clock = clock
        self._endpoints: dict[str, CallbackEndpoint] = {}

    def __iter__(self) -> Iterator[CallbackEndpoint]:
        return iter(tuple(self._endpoints.values()))

    def create(self, method: str) -> str:
        name = self._prefix + uuid.uuid4().hex
        self._endpoints[name] = CallbackEndpoint(name, method)
        return self._base_url + name

    async def wait(self, url: str, timeout: float) -> Mapping[str, Any]:
        endpoint = self._endpoints.get(url.removeprefix(self._base_url))
        if endpoint is None:
            raise value_error("this execution has no such callback endpoint")
        return await endpoint.next(self._clock, timeout)

    def receive(self, name: str, method: str, request: Mapping[str, Any]) -> None:
        """A request arrived at `name`. Raises ApiError if no endpoint is there to take it."""
        endpoint = self._endpoints.get(name)
        if endpoint is None:
            raise not_found(name)
        if endpoint.method != method:
            raise invalid_argument(f"this callback takes {endpoint.method} requests, not {method}")
        endpoint.receive(request)

    def close(self) -> None:
        self._endpoints.clear()


def http_event(
    method: str,
    url: str,
    headers: Mapping[str, str],
    query: Mapping[str, str],
    body: bytes,
    at: str,
) -> dict[str, Any]:
    """What `events.await_callback` returns for a request received at the RFC 3339 time `at`.

    Raises ApiError for a body that is not what its Content-Type says.
    """
    request = {
        "method": method,
        "url": url,
        "headers": dict(headers),
        "query": dict(query),
        "body": _decoded(headers.get("Content-Type", ""), body),
    }
    return {"http_request": request, "received_time": at, "type": "HTTP"}


def _decoded(content_type: str, body: bytes) -> Any:
    """JSON types become values, text becomes a string, the rest stays bytes; nothing is null."""
    if not body:
        return None
    kind = content_type.split(";")[0].strip().lower()
    try:
        if kind == "application/json" or kind.endswith("+json"):
            return json_text.decode(body.decode())
        return body.decode() if kind.startswith("text/") else body
    except ValueError as error:
        raise invalid_argument(f"the body is not {kind}: {error}") from None
