"""The step entries of an execution that has ended, in less memory than while it ran."""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

from infra.engine.runtime.history import History, Recorded, StepEntry

_WIDTH = 11
"""fields of a record whose step is taken apart"""


def sealed(history: History) -> History:
    """`history`, which nobody writes any more."""
    return SealedHistory(history) if type(history) is History else history


class _Source(NamedTuple):
    """`Recorded` of what is kept of a step."""

    routine: str
    name: str
    type: str


class SealedHistory(History):
    """What nobody writes any more: all fields in one row of scalars, which costs the garbage
    collector nothing."""

    __slots__ = ("_fields",)

    def __init__(self, history: History) -> None:
        self.detailed = history.detailed
        self.count = history.count
        rows = ((r[0].routine, r[0].name, r[0].type, *r[1:]) for r in history.records)
        self._fields = tuple(chain.from_iterable(rows))

    @property
    def size(self) -> int:
        return len(self._fields) // _WIDTH

    def last_step(self) -> Recorded | None:
        return _Source(*self._fields[-_WIDTH:][:3]) if self._fields else None

    def current_steps(self) -> list[tuple[str, str]]:
        return []

    def forget(self) -> None:
        self._fields = ()

    @property
    def entries(self) -> list[StepEntry]:
        rows = (self._fields[n : n + _WIDTH] for n in range(0, len(self._fields), _WIDTH))
        return self.linked([[_Source(*row[:3]), *row[3:]] for row in rows])
