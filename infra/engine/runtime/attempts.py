"""try, retry, except.  https://cloud.google.com/workflows/docs/reference/syntax/retrying"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from infra.engine.runtime.call_log import exception_handled
from infra.engine.runtime.frame import Frame
from infra.engine.runtime.history import CANCELLED
from infra.engine.runtime.retry import Policy, policy_of
from infra.engine.runtime.steps import Block, Marker, Outcome, run_inside
from infra.engine.runtime.templates import Value
from infra.engine.values.errors import WorkflowError


@dataclass(frozen=True, slots=True)
class Attempts:
    """A compiled try step."""

    name: str
    routine: str
    body: Block
    retry: Value | None
    handler: Block | None
    error_slot: int | None

    async def execute(self, frame: Frame, entry: int) -> Outcome | None:
        attempt = 1
        while True:
            try:
                return await self.once(frame, entry, attempt)
            except WorkflowError as error:
                caught = error
            policy = await self.policy(frame)
            if policy is None or not await policy.wants(frame, caught.value, attempt):
                return await self.handle(frame, entry, caught)
            await self.back_off(frame, entry, attempt, policy.delay(attempt))
            attempt += 1

    async def once(self, frame: Frame, entry: int, attempt: int) -> Outcome | None:
        progress = ("PROGRESS_TYPE_RETRY", attempt, 0) if self.retry else None
        return await run_inside(frame, self.body, self.marker("STEP_TRY"), entry, progress)

    async def policy(self, frame: Frame) -> Policy | None:
        return policy_of(await self.retry.get(frame)) if self.retry is not None else None

    async def back_off(self, frame: Frame, entry: int, attempt: int, seconds: float) -> None:
        """Wait before the next attempt; a retry is a step of its own."""
        run = frame.run
        run.fuel -= 1
        progress = ("PROGRESS_TYPE_RETRY", attempt, 0)
        record = run.history.begin(self.marker("STEP_RETRY"), entry, frame.thread, progress)
        try:
            await run.context.clock.sleep(seconds)
        except asyncio.CancelledError:
            run.history.end(record, CANCELLED)
            raise
        run.history.end(record)

    async def handle(self, frame: Frame, entry: int, caught: WorkflowError) -> Outcome | None:
        if self.handler is None:
            raise caught
        if self.error_slot is not None:
            frame[self.error_slot] = caught.value
            frame.run.charge(caught.value)
        outcome = await run_inside(frame, self.handler, self.marker("STEP_EXCEPT"), entry)
        exception_handled(frame.run.context, caught)
        return outcome

    def marker(self, kind: str) -> Marker:
        return Marker(self.name, self.routine, kind)
