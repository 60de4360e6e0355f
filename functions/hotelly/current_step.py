"""The step of an event that SQL calls are part of: SQL hears of it beside each of them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, NamedTuple

RUN: Final = "current_run"
EVENT: Final = "current_event"
STEP: Final = "current_step"


class Step(NamedTuple):
    event_id: str
    name: str
    run: str | None
    """as JSON"""
    answers: list[Any]
    """of its calls so far"""

    def told(self) -> dict[str, str]:
        """What goes along with a call. Only the first one may find the step paused."""
        guard = {} if self.answers else {EVENT: self.event_id, STEP: self.name}
        return guard | ({RUN: self.run} if self.run else {})


class Deferred(Exception):
    """Somebody has paused this kind of step: its event waits, and this is the answer."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__("deferred")
        self.answer = answer


_step: ContextVar[Step | None] = ContextVar("step", default=None)


def current_step() -> Step | None:
    return _step.get()


@contextmanager
def in_step(event_id: str, name: str, run: Mapping[str, Any] | None) -> Iterator[list[Any]]:
    """Every call inside is part of the step; yields their answers."""
    step = Step(event_id, name, json.dumps(run) if run else None, [])
    token = _step.set(step)
    try:
        yield step.answers
    finally:
        _step.reset(token)
