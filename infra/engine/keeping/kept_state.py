"""The state of an engine in a folder, written while it runs.

Each change is in the journal at once, so nothing that a caller was told is lost with the process; a
few times a second the archive takes in, beside the event loop, what came together. Step entries of
running executions are written to the archive alone: a killed engine loses the last of them.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from infra.engine.keeping import archive as kinds
from infra.engine.keeping.archive import Archive
from infra.engine.keeping.documents import (
    KeptHistory,
    Numbered,
    execution_text,
    revision_text,
    steps_text,
    summary_of,
    workflow_text,
)
from infra.engine.keeping.journal import Change, Journal
from infra.engine.keeping.steps_so_far import StepsSoFar
from infra.engine.service.execution import Execution, Workflow
from infra.engine.service.logs import LogStore

SECONDS = 0.25
"""between two times that the archive takes in what came"""
MOST_WAITING = 100_000
"""changes for an archive that cannot be written; the oldest are given up"""
AT_ONCE = 500
"""step entries encoded in one go: about a millisecond"""


class _Steps(NamedTuple):
    execution: str
    entries: list[Numbered]


class KeptState:
    """`Keeper` of an engine, and of the log entries of `logs`."""

    keeps = True

    def __init__(self, folder: Path, logs: LogStore) -> None:
        """Raises ArchiveInUse when another engine has the folder, OSError when it cannot be had."""
        self.archive = Archive(folder)
        self._logs = logs
        self._journal = Journal(folder)
        self._unwritten: list[Change] = []
        self._changes: list[Change] = []
        self._running: dict[str, StepsSoFar] = {}
        self._long: list[_Steps] = []
        """of executions that have ended, too much for the event loop"""
        self._ended: list[Execution] = []
        self._thread = ThreadPoolExecutor(1, "keeping")
        self._full = False
        left = self._journal.close_file()
        self.archive.write(self._journal.left())
        _remove(left)
        logs.keep = self.logged

    # what changes

    def deployed(self, workflow: Workflow) -> None:
        revisions = f"{workflow.name}/revisions/"
        latest = workflow.latest
        self._note(kinds.REVISION, revisions + latest.id, revision_text(latest))
        self._note(kinds.NO_EARLIER_REVISIONS, revisions + workflow.revisions[0].id)
        self._note(kinds.WORKFLOW, workflow.name, workflow_text(workflow))

    def removed(self, workflow_name: str) -> None:
        self._note(kinds.NO_WORKFLOW, workflow_name)

    def created(self, execution: Execution) -> None:
        self._running[execution.name] = StepsSoFar(execution)
        self._note(kinds.EXECUTION, execution.name, execution_text(execution))

    def ended(self, execution: Execution) -> None:
        running = self._running.pop(execution.name, None)
        entries = running.take() if running is not None else []
        if len(entries) > AT_ONCE:
            self._long.append(_Steps(execution.name, entries))
        elif entries:
            self._note(kinds.STEPS, execution.name, steps_text(entries))
        self._note(kinds.EXECUTION, execution.name, execution_text(execution))
        self._ended.append(execution)

    def forgotten(self, execution_name: str) -> None:
        self._running.pop(execution_name, None)
        self._note(kinds.NO_EXECUTION, execution_name)

    def steps_forgotten(self, execution_name: str) -> None:
        self._note(kinds.NO_STEPS, execution_name)

    def logged(self, line: str) -> None:
        """`line` is a log entry as JSON; those of one turn of the loop are written together."""
        if not self._unwritten:
            asyncio.get_running_loop().call_soon(self._write_journal)
        self._unwritten.append(Change(kinds.LOG, "", line))

    def _note(self, kind: str, key: str, document: str = "") -> None:
        self._unwritten.append(Change(kind, key, document))
        self._write_journal()

    def _write_journal(self) -> None:
        if not self._unwritten:
            return
        self._changes += self._unwritten
        try:
            self._journal.append(self._unwritten)
        except OSError as error:
            self._tell(error)
        self._unwritten = []

    # from the journal to the archive

    async def run(self) -> None:
        while True:
            await asyncio.sleep(SECONDS)
            await self.take_in()

    async def take_in(self) -> None:
        """Everything so far is in the archive when this returns, unless the disk is full."""
        self._write_journal()
        changes, self._changes = self._changes, []
        ended, self._ended = self._ended, []
        steps, self._long = [*self._long, *self._steps_of_running()], []
        if not (changes or steps):
            return
        work = partial(self._write, changes, steps, self._journal.close_file())
        if await asyncio.get_running_loop().run_in_executor(self._thread, work):
            for execution in ended:
                self._release(execution)
        else:
            self._changes = [*changes, *self._changes][-MOST_WAITING:]
            self._long = [*steps, *self._long][-MOST_WAITING:]
            self._ended = [*ended, *self._ended]

    def _steps_of_running(self) -> list[_Steps]:
        found = [one for one in self._running.values() if one.unwritten]
        return [_Steps(one.execution.name, one.take()) for one in found]

    def _release(self, execution: Execution) -> None:
        """Its steps are in the archive and need no more memory."""
        history = execution.history
        load = partial(self.archive.steps, execution.name)
        execution.history = KeptHistory(history.detailed, summary_of(history), load)

    def _write(self, changes: list[Change], steps: list[_Steps], files: list[Path]) -> bool:
        """In a thread of its own; whether the archive has it all."""
        try:
            self.archive.write([*changes, *_step_changes(steps)], len(self._logs))
            _remove(files)
            self.archive.shrink()
        except (sqlite3.Error, OSError) as error:
            self._tell(error)
            return False
        self._full = False
        return True

    def _tell(self, error: Exception) -> None:
        """Once, until it works again: executions go on."""
        if not self._full:
            message = f"hotelly engine: the state cannot be written: {error}; going on without"
            print(message, file=sys.stderr, flush=True)
        self._full = True

    async def close(self) -> None:
        await self.take_in()
        self._thread.shutdown()
        self.archive.close()


def _remove(files: Iterable[Path]) -> None:
    for path in files:
        path.unlink(missing_ok=True)


def _step_changes(steps: Iterable[_Steps]) -> Iterator[Change]:
    for name, entries in steps:
        for first in range(0, len(entries), AT_ONCE):
            yield Change(kinds.STEPS, name, steps_text(entries[first : first + AT_ONCE]))
