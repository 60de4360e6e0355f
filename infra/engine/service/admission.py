"""Who may run: at most so many executions at once in a location, the rest wait their turn.

https://cloud.google.com/workflows/docs/execution-backlog
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from infra.engine.service.api_error import ApiError
from infra.engine.service.execution import Execution


@dataclass(frozen=True, slots=True)
class Quota:
    """Bounds of one location; the defaults are Google's."""

    concurrent: int = 10_000
    backlog: int = 100_000


GOOGLE_QUOTA = Quota()


class Begin(Protocol):
    def __call__(self, execution: Execution, *, waited: bool) -> None: ...


class Admission:
    """The executions of one location that run, and those that wait in line."""

    def __init__(self, quota: Quota, begin: Begin) -> None:
        self._quota = quota
        self._begin = begin
        self._running: set[Execution] = set()
        self._waiting: dict[Execution, None] = {}

    def check(self, *, may_wait: bool) -> None:
        """Raises ApiError RESOURCE_EXHAUSTED if another execution could neither run nor wait."""
        if len(self._running) < self._quota.concurrent:
            return
        if not may_wait:
            raise ApiError("RESOURCE_EXHAUSTED", "the quota of concurrent executions is used up")
        if len(self._waiting) >= self._quota.backlog:
            raise ApiError("RESOURCE_EXHAUSTED", "the backlog of queued executions is full")

    def admit(self, execution: Execution) -> None:
        """Begin `execution`, now or when its turn comes."""
        if len(self._running) < self._quota.concurrent:
            self._running.add(execution)
            self._begin(execution, waited=False)
        else:
            self._waiting[execution] = None

    def release(self, execution: Execution) -> None:
        """`execution` runs and waits no more."""
        self._running.discard(execution)
        self._waiting.pop(execution, None)
        self._begin_next()

    def _begin_next(self) -> None:
        while self._waiting and len(self._running) < self._quota.concurrent:
            execution = next(iter(self._waiting))
            del self._waiting[execution]
            self._running.add(execution)
            self._begin(execution, waited=True)
