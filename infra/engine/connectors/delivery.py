"""Requests sent in the background until their receiver takes them: Cloud Tasks and Pub/Sub push."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from infra.engine.values.errors import Raised
from infra.engine.world.context import Context, HttpRequest


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request and when it counts as delivered; `name` says what it is, in the log.

    `request(attempt)` builds it anew each time, `attempt` from 0, so that its token is fresh.
    Waits double from `first_delay` to `max_delay` seconds between attempts.
    """

    name: str
    request: Callable[[int], HttpRequest]
    accepted: Callable[[int], bool]
    """whether a status code means that the receiver has taken it"""
    first_delay: float
    max_delay: float = 3600.0
    attempts: int = 100
    not_before: float = 0.0
    """seconds since the epoch"""


class Deliveries:
    """The deliveries under way; all end with `close()`."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, delivery: Delivery, context: Context) -> None:
        task = asyncio.create_task(_deliver(delivery, context))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _deliver(delivery: Delivery, context: Context) -> None:
    wait = delivery.not_before - context.clock.now()
    delay = delivery.first_delay
    for attempt in range(delivery.attempts):
        if wait > 0:
            await context.clock.sleep(wait)
        if await _taken(delivery, attempt, context):
            return
        wait, delay = delay, min(delay * 2, delivery.max_delay)
    message = f"{delivery.name} was dropped: nobody took it in {delivery.attempts} attempts"
    context.log.sys_log(message, "ERROR")


async def _taken(delivery: Delivery, attempt: int, context: Context) -> bool:
    try:
        response = await context.http.send(delivery.request(attempt))
    except Raised:
        return False
    return delivery.accepted(response.code)
