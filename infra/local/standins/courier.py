"""Posting webhooks."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import BaseModel

PATIENCE = ClientTimeout(total=30)
"""how long the receiver of a webhook may take to answer"""


class Answer(BaseModel):
    """What the receiver of a webhook said; without a status it did not answer."""

    status: int | None
    body: str

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Courier:
    """Posts webhooks to the one receiver, and does what comes after in the background."""

    def __init__(self, url: str | None) -> None:
        self.url = url
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: ClientSession | None = None

    async def open(self) -> None:
        self._http = ClientSession(timeout=PATIENCE)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Does `work` in the background, until it ends or the courier is closed."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def post(self, body: str, headers: Mapping[str, str]) -> Answer:
        """Posts the JSON text `body`; a redirect is an answer, not a new address."""
        assert self._http is not None, "open() comes first"
        if self.url is None:
            return Answer(status=None, body="no webhook address is configured")
        headers = {"Content-Type": "application/json; charset=utf-8", **headers}
        try:
            async with self._http.post(
                self.url, data=body.encode(), headers=headers, allow_redirects=False
            ) as response:
                return Answer(status=response.status, body=await response.text())
        except (ClientError, TimeoutError) as error:
            return Answer(status=None, body=type(error).__name__)
