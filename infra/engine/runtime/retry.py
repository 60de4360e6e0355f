"""Retry policies as values: predicate, max_retries, backoff.
https://cloud.google.com/workflows/docs/reference/syntax/retrying
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from infra.engine.expressions.operators import boolean
from infra.engine.runtime.expressions import not_callable
from infra.engine.runtime.frame import Frame
from infra.engine.runtime.routine import CompiledRoutine
from infra.engine.stdlib.function import Function
from infra.engine.stdlib.library import CONSTANTS, FUNCTIONS
from infra.engine.values.errors import Raised, type_error, value_error
from infra.engine.values.values import is_number, type_name


@dataclass(frozen=True, slots=True)
class Policy:
    predicate: Any
    """a Function, a CompiledRoutine, or None: every error"""
    max_retries: int
    initial_delay: float
    max_delay: float
    multiplier: float

    async def wants(self, frame: Frame, error: Any, attempt: int) -> bool:
        """Whether to try again after `attempt` attempts ended in `error`."""
        if attempt > self.max_retries:
            return False
        return boolean("retry predicate", await self._ask(frame, error))

    async def _ask(self, frame: Frame, error: Any) -> Any:
        if self.predicate is None:
            return True
        if isinstance(self.predicate, Function):
            return self.predicate.body(error)
        if isinstance(self.predicate, CompiledRoutine):
            return await self.predicate.invoke(frame.run, frame, [error], frame.entry)
        raise not_callable(self.predicate)

    def delay(self, attempt: int) -> float:
        """Seconds to wait after the `attempt`-th attempt."""
        try:
            grown = self.initial_delay * self.multiplier ** (attempt - 1)
        except OverflowError:
            return self.max_delay
        return min(grown, self.max_delay)


def policy_of(value: Any) -> Policy:
    """Raises TypeError or ValueError for what is not a policy."""
    if type(value) is not dict:
        raise type_error(f"'retry' must be a policy; got: {type_name(value)}")
    default = CONSTANTS["retry.default_backoff"]
    backoff = value.get("backoff", default)
    if type(backoff) is not dict:
        raise type_error(f"'backoff' must be a map; got: {type_name(backoff)}")
    predicate = value.get("predicate")
    return Policy(
        FUNCTIONS.get(predicate, predicate) if type(predicate) is str else predicate,
        _retries(value.get("max_retries", 0)),
        _seconds(backoff, default, "initial_delay"),
        _seconds(backoff, default, "max_delay"),
        _seconds(backoff, default, "multiplier"),
    )


def _retries(value: Any) -> int:
    if type(value) is not int:
        raise type_error(f"'max_retries' must be an integer; got: {type_name(value)}")
    return value


def _seconds(backoff: dict[str, Any], default: dict[str, Any], field: str) -> float:
    value = backoff.get(field, default[field])
    if not is_number(value):
        raise type_error(f"'{field}' must be a number; got: {type_name(value)}")
    if value < 0:
        raise _negative(field)
    return float(value)


def _negative(field: str) -> Raised:
    return value_error(f"'{field}' must not be negative")
