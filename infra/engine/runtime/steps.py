"""Compiled steps and the loop that runs them: the innermost part of the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from infra.engine.language.scopes import Scope
from infra.engine.runtime.frame import UNSET, Frame
from infra.engine.runtime.history import (
    CANCELLED,
    FAILED,
    IN_PROGRESS,
    STATE,
    SUCCEEDED,
    UPDATED,
    VARIABLES,
    Record,
)
from infra.engine.source.error import Position
from infra.engine.values.errors import Raised, StackFrame


class Outcome:
    """What a step makes of the order of steps: on to the step at `index` of `block`, which is the
    current list or one around it, and there on to `inside`, which is in a list nested in that step.
    None instead of an Outcome means the next step in the list."""

    __slots__ = ("block", "index", "inside")

    def __init__(
        self, block: Block | None = None, index: int = 0, inside: Outcome | None = None
    ) -> None:
        self.block = block
        self.index = index
        self.inside = inside


class Return(Outcome):
    """The routine is over."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


END = Return(None)
BREAK = Outcome()
CONTINUE = Outcome()

Execute = Callable[[Frame, int], "Outcome | None"]
AwaitedExecute = Callable[[Frame, int], Awaitable["Outcome | None"]]
"""(frame, id of the step's own entry) -> outcome"""


@dataclass(slots=True)
class CompiledStep:
    name: str
    routine: str
    type: str
    at: Position
    execute: Callable[[Frame, int], Any]
    """an Execute, or an AwaitedExecute when `awaits`"""
    awaits: bool
    next: Outcome | None


@dataclass(slots=True, eq=False)
class Block:
    """A list of steps."""

    steps: list[CompiledStep] = field(default_factory=list)
    scope: Scope | None = None
    """what is in scope, for the detailed history"""


async def run_steps(frame: Frame, block: Block, parent: int) -> Outcome | None:
    """Run `block` below the entry `parent`, to its end or to an outcome for an outer list."""
    run, steps, count, thread = frame.run, block.steps, len(block.steps), frame.thread
    history = run.history
    append, now, detailed = history.records.append, history.now, history.detailed
    record: Record | None = None
    outcome: Outcome | None
    index = _entrance(frame) if frame.inside is not None else 0
    try:
        while index < count:
            step = steps[index]
            moment = now()
            run.fuel -= 1
            if run.fuel < 0 or moment > run.pause_at:
                await run.refuel()
                moment = now()
            record = [step, parent, thread, moment, moment, IN_PROGRESS, None, None, None]
            append(record)
            history.count += 1
            if step.awaits:
                frame.entry = history.count
                outcome = await step.execute(frame, history.count)
                record[UPDATED] = now()
            else:
                outcome = step.execute(frame, history.count)
            record[STATE] = SUCCEEDED
            if detailed:
                history.keep(record, VARIABLES, snapshot(frame, block))
            if outcome is None:
                outcome = step.next
                if outcome is None:
                    index += 1
                    continue
            if outcome.block is not block:
                return outcome
            index = outcome.index
            if outcome.inside is not None:
                frame.inside = outcome.inside
    except Raised as error:
        _trace(error, step)
        if record is not None and record[STATE] == IN_PROGRESS:
            history.end(record, FAILED, error.value)
            if detailed:
                history.keep(record, VARIABLES, snapshot(frame, block))
        raise
    except asyncio.CancelledError:
        if record is not None and record[STATE] == IN_PROGRESS:
            history.end(record, CANCELLED)
        raise
    return None


def _entrance(frame: Frame) -> int:
    """Where a jump from outside enters the list of steps that begins to run."""
    index, frame.inside = frame.inside.index, frame.inside.inside
    return int(index)


def _trace(error: Raised, step: CompiledStep) -> None:
    """Add the frame of this routine, unless a step inside this one has done so."""
    if not error.traced:
        at = error.at or step.at
        frame = StackFrame(step.name, step.routine, at.line, at.column, at.length)
        error.stack_trace.append(frame)
        error.traced = True
        error.at = None


def snapshot(frame: Frame, block: Block) -> dict[str, Any]:
    """The variables in scope; values are shared, never copied."""
    found = {}
    for name, (outwards, slot) in (block.scope.visible() if block.scope else {}).items():
        holder = frame
        for _ in range(outwards):
            holder = holder.outer
        if holder[slot] is not UNSET:
            found[name] = holder[slot]
    return found


@dataclass(frozen=True, slots=True)
class Marker:
    """What the history says of a part of a step: an iteration, an attempt, a branch."""

    name: str
    routine: str
    type: str


async def run_inside(
    frame: Frame,
    block: Block,
    marker: Marker,
    parent: int,
    progress: tuple[str, int, int] | None = None,
) -> Outcome | None:
    """Run `block` below an entry of its own for `marker`."""
    history = frame.run.history
    record = history.begin(marker, parent, frame.thread, progress)
    try:
        outcome = await run_steps(frame, block, history.count)
    except Raised as error:
        history.end(record, FAILED, error.value)
        raise
    except asyncio.CancelledError:
        history.end(record, CANCELLED)
        raise
    history.end(record)
    return outcome
