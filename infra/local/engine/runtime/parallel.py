"""parallel: branches or iterations at the same time.
https://cloud.google.com/workflows/docs/reference/syntax/parallel-steps
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from infra.local.engine.errors import (
    ExecutionFailed,
    WorkflowError,
    service_error,
    type_error,
    value_error,
)
from infra.local.engine.runtime.frame import Frame
from infra.local.engine.runtime.loops import Items
from infra.local.engine.runtime.steps import Block, Marker, Outcome, run_inside
from infra.local.engine.runtime.templates import Value
from infra.local.engine.values import to_json, type_name

_UNHANDLED = "One or more branches or iterations encountered an unhandled runtime error"


@dataclass(frozen=True, slots=True)
class Branch:
    """What runs in a frame of its own."""

    marker: Marker
    block: Block
    size: int
    """slots of its frame"""
    value: int | None = None
    """slots of the loop variables, for an iteration"""
    index: int | None = None

    def open(self, outer: Frame, thread: str) -> Frame:
        frame = outer.run.open_frame(self.size, outer, outer.depth)
        frame.thread, frame.parallel_depth = thread, outer.parallel_depth + 1
        return frame


@dataclass(frozen=True, slots=True)
class Parallel:
    """A compiled parallel step: branches, or one branch run for every item."""

    branches: list[Branch]
    items: Items | None
    concurrency: Value | None

    async def execute(self, frame: Frame, entry: int) -> Outcome | None:
        run = frame.run
        if frame.parallel_depth >= run.limits.parallel_depth:
            message = f"parallel steps are nested deeper than {run.limits.parallel_depth}"
            raise service_error("ParallelNestingError", message)
        threads = await self.threads(frame, entry)
        gate = asyncio.Semaphore(await self.limit(frame))
        if frame.parallel_depth:
            run.slots.release()  # while it waits for its own branches, a branch is not running
        try:
            errors = await _all([_queued(gate, frame, thread) for thread in threads])
        finally:
            if frame.parallel_depth:
                await run.slots.acquire()
        failed = {n: error for n, error in enumerate(errors) if error is not None}
        if failed:
            raise _unhandled(failed, run.limits.branch_errors)
        return None

    async def limit(self, frame: Frame) -> int:
        most = frame.run.limits.concurrent_branches
        if self.concurrency is None:
            return most
        limit = await self.concurrency.get(frame)
        if type(limit) is not int:
            raise type_error(f"'concurrency_limit' must be an integer; got: {type_name(limit)}")
        if limit < 1:
            raise value_error("'concurrency_limit' must be positive")
        return min(limit, most)

    async def threads(self, frame: Frame, entry: int) -> list[Thread]:
        """One for every branch or iteration, in order."""
        if self.items is None:
            kind, pairs = "PROGRESS_TYPE_PARALLEL_BRANCH", [(b, None) for b in self.branches]
        else:
            kind = "PROGRESS_TYPE_PARALLEL_FOR"
            pairs = [(self.branches[0], item) for item in await self.items.get(frame)]
        return [
            Thread(branch, item, number, entry, (kind, number + 1, len(pairs)))
            for number, (branch, item) in enumerate(pairs)
        ]


@dataclass(frozen=True, slots=True)
class Thread:
    branch: Branch
    item: Any
    number: int
    """from 0, the id of the branch in an UnhandledBranchError"""
    entry: int
    progress: tuple[str, int, int]

    async def run(self, outer: Frame) -> None:
        name = f"{outer.thread}.{self.number + 1}" if outer.thread else str(self.number + 1)
        frame = self.branch.open(outer, name)
        try:
            if self.branch.value is not None:
                frame[self.branch.value] = self.item
            if self.branch.index is not None:
                frame[self.branch.index] = self.number
            branch = self.branch
            await run_inside(frame, branch.block, branch.marker, self.entry, self.progress)
        finally:
            outer.run.close_frame(frame)


async def _queued(gate: asyncio.Semaphore, frame: Frame, thread: Thread) -> WorkflowError | None:
    """Run one thread when its turn has come; its error is a result, the others keep running."""
    async with gate, frame.run.slots:
        try:
            await thread.run(frame)
        except WorkflowError as error:
            return error
    return None


async def _all(work: list[Coroutine[Any, Any, WorkflowError | None]]) -> list[WorkflowError | None]:
    """Wait for all. What nothing may catch cancels the rest and goes on."""
    tasks = [asyncio.ensure_future(item) for item in work]
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


def _unhandled(failed: dict[int, WorkflowError], most: int) -> WorkflowError:
    """The one error of a parallel step, with those of its branches."""
    error = service_error(
        "UnhandledBranchError",
        _UNHANDLED,
        branches=[_branch(number, error) for number, error in list(failed.items())[:most]],
        truncated=len(failed) > most,
    )
    for branch_error in failed.values():
        for tag in _tags(branch_error.value):
            if tag not in error.value["tags"]:
                error.value["tags"].append(tag)
    return error


def _tags(value: Any) -> list[str]:
    tags = value.get("tags") if isinstance(value, dict) else None
    return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []


def _branch(number: int, error: WorkflowError) -> dict[str, Any]:
    context = ExecutionFailed(error.value, error.stack_trace).context
    return {"id": str(number), "error": {"context": context, "payload": to_json(error.value)}}
