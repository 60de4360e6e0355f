"""Which step entries of a running execution were not written down yet."""

from __future__ import annotations

from itertools import islice

from infra.engine.keeping.documents import Numbered
from infra.engine.runtime.history import IN_PROGRESS, STATE
from infra.engine.service.execution import Execution


class StepsSoFar:
    def __init__(self, execution: Execution) -> None:
        self.execution = execution
        self._written = 0
        """entries written down, in whatever state they were"""
        self._open: list[Numbered] = []
        """those of them that were in progress"""

    @property
    def unwritten(self) -> int:
        return self.execution.history.count - self._written

    def take(self) -> list[Numbered]:
        """The entries that are new or have ended since the last time, which is now."""
        new = self._new()
        ended = [entry for entry in self._open if not _in_progress(entry)]
        self._open = [entry for entry in (*self._open, *new) if _in_progress(entry)]
        self._written = self.execution.history.count
        return [*ended, *new]

    def _new(self) -> list[Numbered]:
        history = self.execution.history
        records = list(islice(reversed(history.records), self.unwritten))[::-1]
        return list(enumerate(records, history.count - len(records) + 1))


def _in_progress(entry: Numbered) -> bool:
    return bool(entry[1][STATE] == IN_PROGRESS)
