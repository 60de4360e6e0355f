"""switch: the first condition that is true.
https://cloud.google.com/workflows/docs/reference/syntax/conditions
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from infra.engine.runtime.frame import Frame
from infra.engine.runtime.history import (
    CANCELLED,
    FAILED,
    History,
    Record,
)
from infra.engine.runtime.simple import Compiled, nothing
from infra.engine.runtime.steps import AwaitedExecute, Block, CompiledStep, Marker, Outcome
from infra.engine.runtime.templates import Value
from infra.engine.source.error import Position
from infra.engine.values.errors import Raised, WorkflowError, type_error
from infra.engine.values.values import type_name


@dataclass(frozen=True, slots=True)
class Case:
    condition: Value
    at: Position
    step: CompiledStep
    """what to do, and where to go on afterwards"""
    progress: tuple[str, int, int]
    marker: Marker
    blocks: tuple[Block, ...]
    """the lists in `step` that a jump may enter"""


def compile_switch(cases: list[Case]) -> Compiled:
    """What executes the switch, and whether it must be awaited."""
    if any(case.condition.awaits or case.step.awaits for case in cases):
        return _awaited(cases), True
    plain = [(case.condition.now, case) for case in cases if case.condition.now]

    def execute(frame: Frame, entry: int) -> Outcome | None:
        for condition, case in plain:
            found = condition(frame)
            if found is True:
                return _enter(frame, entry, case)
            if found is not False:
                raise not_boolean(found, case.at)
        return None

    return execute, False


def _enter(frame: Frame, entry: int, case: Case) -> Outcome | None:
    history = frame.run.history
    if case.step.execute is nothing:
        history.note(case.marker, entry, frame.thread, case.progress)
        return case.step.next
    record = history.begin(case.marker, entry, frame.thread, case.progress)
    try:
        outcome: Outcome | None = case.step.execute(frame, history.count)
    except Raised as error:
        history.end(record, FAILED, error.value)
        raise
    history.end(record)
    return outcome or case.step.next


def _awaited(cases: list[Case]) -> AwaitedExecute:
    async def execute(frame: Frame, entry: int) -> Outcome | None:
        if frame.inside is not None:
            return await _enter_awaited(frame, entry, _jumped_into(frame.inside, cases))
        for case in cases:
            found = await case.condition.get(frame)
            if found is True:
                return await _enter_awaited(frame, entry, case)
            if found is not False:
                raise not_boolean(found, case.at)
        return None

    return execute


def _jumped_into(inside: Outcome, cases: list[Case]) -> Case:
    """The condition of no matter: somebody jumps to a step below it."""
    return next(case for case in cases if any(inside.block is block for block in case.blocks))


async def _enter_awaited(frame: Frame, entry: int, case: Case) -> Outcome | None:
    history = frame.run.history
    record = history.begin(case.marker, entry, frame.thread, case.progress)
    try:
        outcome: Any = case.step.execute(frame, history.count)
        if case.step.awaits:
            outcome = await outcome
    except BaseException as error:
        _close(history, record, error)
        raise
    history.end(record)
    return outcome or case.step.next


def _close(history: History, record: Record, error: BaseException) -> None:
    if isinstance(error, Raised):
        history.end(record, FAILED, error.value)
    else:
        history.end(record, CANCELLED)


def not_boolean(value: Any, at: Position) -> WorkflowError:
    error = type_error(f"a condition must be a boolean; got: {type_name(value)}")
    error.at = at
    return error
