"""parallel: branches or iterations at the same time.
https://cloud.google.com/workflows/docs/reference/syntax/parallel-steps
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

from infra.engine.runtime.frame import Frame
from infra.engine.runtime.loops import Items, Series
from infra.engine.runtime.steps import Block, Marker, Outcome, run_inside
from infra.engine.runtime.templates import Value
from infra.engine.values.errors import (
    ExecutionFailed,
    WorkflowError,
    service_error,
    type_error,
    value_error,
)
from infra.engine.values.shown import to_json
from infra.engine.values.values import type_name

_Failed = dict[int, WorkflowError]
"""the errors of threads, by their number"""

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
        series = await self.series(frame)
        at_once = min(series.count, await self.limit(frame))
        threads, failed = self.threads(series, entry), _Failed()
        if frame.parallel_depth:
            run.slots.release()  # while it waits for its own branches, a branch is not running
        try:
            await _all([_one_by_one(threads, frame, failed) for _ in range(at_once)])
        finally:
            if frame.parallel_depth:
                await run.slots.acquire()
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

    async def series(self, frame: Frame) -> Series:
        if self.items is not None:
            return await self.items.get(frame)
        return Series(len(self.branches), iter(self.branches))

    def threads(self, series: Series, entry: int) -> Iterator[Thread]:
        """One for every branch or iteration, in order."""
        for number, item in enumerate(series.values):
            if self.items is None:
                progress = ("PROGRESS_TYPE_PARALLEL_BRANCH", number + 1, series.count)
                yield Thread(item, None, number, entry, progress)
            else:
                progress = ("PROGRESS_TYPE_PARALLEL_FOR", number + 1, series.count)
                yield Thread(self.branches[0], item, number, entry, progress)


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


async def _one_by_one(threads: Iterator[Thread], frame: Frame, failed: _Failed) -> None:
    """Run threads until none is left; the error of one is kept, the others keep running."""
    for thread in threads:
        async with frame.run.slots:
            try:
                await thread.run(frame)
            except WorkflowError as error:
                failed[thread.number] = error


async def _all(work: list[Coroutine[Any, Any, None]]) -> None:
    """Wait for all. What nothing may catch cancels the rest and goes on."""
    tasks = [asyncio.ensure_future(item) for item in work]
    try:
        await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


def _unhandled(failed: _Failed, most: int) -> WorkflowError:
    """The one error of a parallel step, with those of its branches."""
    error = service_error(
        "UnhandledBranchError",
        _UNHANDLED,
        branches=[_branch(number, failed[number]) for number in sorted(failed)[:most]],
        truncated=len(failed) > most,
    )
    for number in sorted(failed):
        for tag in _tags(failed[number].value):
            if tag not in error.value["tags"]:
                error.value["tags"].append(tag)
    return error


def _tags(value: Any) -> list[str]:
    tags = value.get("tags") if isinstance(value, dict) else None
    return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []


def _branch(number: int, error: WorkflowError) -> dict[str, Any]:
    context = ExecutionFailed(error).context
    return {"id": str(number), "error": {"context": context, "payload": to_json(error.value)}}
