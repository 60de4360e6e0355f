"""assign, return, raise and bare jumps."""

from __future__ import annotations

from typing import Any

from infra.engine.language import nodes
from infra.engine.runtime.assignment import Store, store
from infra.engine.runtime.expressions import Evaluate, Names
from infra.engine.runtime.frame import Frame
from infra.engine.runtime.steps import AwaitedExecute, Execute, Outcome, Return
from infra.engine.runtime.templates import Value, value_of
from infra.engine.source.error import Position
from infra.engine.values.errors import Raised, WorkflowError, type_error
from infra.engine.values.values import type_name

Compiled = tuple[Execute, bool] | tuple[AwaitedExecute, bool]
"""what executes the step, and whether it must be awaited"""


def compile_assign(assign: nodes.Assign, names: Names) -> Compiled:
    parts = [
        (value_of(value, names), store(target, names), target.formula.at)
        for target, value in assign.assignments
    ]
    if any(value.awaits for value, _, _ in parts):
        return _assign_awaited(parts), True
    plain = [(value.now, put, at) for value, put, at in parts if value.now]
    if len(plain) == 1:
        return _assign_one(*plain[0]), False

    def execute(frame: Frame, entry: int) -> None:
        for evaluate, put, at in plain:
            value = evaluate(frame)
            try:
                put(frame, value)
            except Raised as error:
                error.at = at
                raise

    return execute, False


def _assign_one(evaluate: Evaluate, put: Store, at: Position) -> Execute:
    def execute(frame: Frame, entry: int) -> None:
        value = evaluate(frame)
        try:
            put(frame, value)
        except Raised as error:
            error.at = at
            raise

    return execute


def _assign_awaited(parts: list[tuple[Value, Store, Position]]) -> AwaitedExecute:
    async def execute(frame: Frame, entry: int) -> None:
        for value, put, at in parts:
            result = await value.get(frame)
            try:
                put(frame, result)
            except Raised as error:
                error.at = at
                raise

    return execute


def compile_return(step: nodes.Return, names: Names) -> Compiled:
    value = value_of(step.value, names)
    now = value.now

    if now is not None:
        return lambda frame, entry: _returned(frame, now(frame)), False

    async def execute(frame: Frame, entry: int) -> Outcome:
        return _returned(frame, await value.later(frame))

    return execute, True


def _returned(frame: Frame, value: Any) -> Outcome:
    frame.run.weighed(value)
    return Return(value)


def compile_raise(step: nodes.Raise, names: Names) -> Compiled:
    value = value_of(step.value, names)

    async def execute(frame: Frame, entry: int) -> None:
        error = await value.get(frame)
        frame.run.weighed(error)
        raise _raised(error)

    return execute, True


def _raised(value: Any) -> WorkflowError:
    if type(value) is str or type(value) is dict:
        return WorkflowError(value)
    return type_error(f"'raise' takes a string or a map; got: {type_name(value)}")


def nothing(frame: Frame, entry: int) -> None:
    """A step that only jumps."""
