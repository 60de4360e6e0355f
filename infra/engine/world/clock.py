"""Wall time for a server, and a clock for tests on which an hour passes at once."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Awaitable
from typing import Any


class SystemClock:
    """The machine's clock; waiting costs one timer of the event loop."""

    now = staticmethod(time.time)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def wait_for(self, awaitable: Awaitable[Any], seconds: float) -> Any:
        async with asyncio.timeout(seconds):  # wait_for may lose a cancellation (bpo-42130)
            return await awaitable


class VirtualClock:
    """Time stands still while anything can run and jumps to the next timer when every task waits.

    "Every task waits" is taken for granted after some passes of the event loop, time enough for
    every task that can go on to reach its next wait; work outside the loop (a socket, a thread)
    does not hold the time back.
    """

    IDLE_PASSES = 20

    def __init__(self, start: float = 1_767_225_600.0) -> None:
        self._now = float(start)
        self._timers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._driver: asyncio.Task[None] | None = None

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        timer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._timers, (self._now + max(0.0, seconds), next(self._order), timer))
        if self._driver is None or self._driver.done():
            self._driver = asyncio.create_task(self._drive())
        await timer

    async def wait_for(self, awaitable: Awaitable[Any], seconds: float) -> Any:
        work = asyncio.ensure_future(awaitable)
        alarm = asyncio.ensure_future(self.sleep(seconds))
        try:
            await asyncio.wait({work, alarm}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return work.result()
            raise TimeoutError
        finally:
            work.cancel()
            alarm.cancel()

    async def _drive(self) -> None:
        while self._timers:
            await self._until_idle()
            self._drop_cancelled()
            if self._timers:
                when, _, timer = heapq.heappop(self._timers)
                self._now = max(self._now, when)
                timer.set_result(None)

    async def _until_idle(self) -> None:
        for _ in range(self.IDLE_PASSES):
            await asyncio.sleep(0)

    def _drop_cancelled(self) -> None:
        while self._timers and self._timers[0][2].done():
            heapq.heappop(self._timers)
