"""One who acts: a thread that goes on only when it is told to."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any


class Killed(BaseException):
    """The process in which an actor lived is no more."""


class Actor:
    def __init__(self, name: str, work: Callable[[], Any]) -> None:
        self.name = name
        self.doom: BaseException | None = None
        """what it meets when it goes on"""
        self.wakes: float | None = None
        self.awaits: Actor | None = None
        self.locked: int | None = None
        """the Postgres process whose answer it waits for"""
        self.gate = 0
        """where it is to stop inside Postgres"""
        self.ended = False
        self.result: Any = None
        self.error: BaseException | None = None
        self.counts: Counter[str] = Counter()
        self.place = 0
        self.has_place = False
        """whether it took its place by itself"""
        self.go = _closed()
        self.stopped = _closed()
        self._work = work

    def run(self) -> None:
        self.go.acquire()
        try:
            if self.doom is not None:
                raise self.doom
            self.result = self._work()
        except BaseException as error:
            self.error = error
        self.ended = True
        self.stopped.release()

    def numbered(self, what: str) -> str:
        """The name of its next decision of a kind."""
        self.counts[what] += 1
        return f"{self.name}, {what} {self.counts[what]}"


def _closed() -> threading.Lock:
    """A gate that lets one pass for each time it is released: faster than a semaphore."""
    gate = threading.Lock()
    gate.acquire()
    return gate
