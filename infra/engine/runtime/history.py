"""Google's step entries of one execution, in the order the steps began. The API, the console and
the tests read this one list.  https://cloud.google.com/workflows/docs/debug-steps

Recording must cost next to nothing, so a running step leaves one short list of fields; `entries`
makes StepEntry objects of them, and the links between them, when somebody asks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Protocol

from infra.engine.limits import GOOGLE
from infra.engine.values.values import size_of

IN_PROGRESS = "STATE_IN_PROGRESS"
SUCCEEDED = "STATE_SUCCEEDED"
FAILED = "STATE_FAILED"
CANCELLED = "STATE_CANCELLED"


@dataclass(slots=True)
class StepEntry:
    entry_id: int
    """from 1, in order of creation"""
    routine: str
    step: str
    step_type: str
    """STEP_ASSIGN, STEP_STD_LIB_CALL, …: Google's names"""
    created: float
    """seconds since the epoch"""
    updated: float
    state: str = IN_PROGRESS
    parent: int = 0
    """entry_id of the step around this one; 0 at the top"""
    previous: int = 0
    next: int = 0
    children: list[int] = field(default_factory=list)
    exception: Any = None
    """the raised value of a failed step"""
    thread_id: str = ""
    expected_iteration: int = 0
    """iterations, branches or attempts to come; in detailed history only"""
    progress_type: str = ""
    """PROGRESS_TYPE_FOR, _SWITCH, _RETRY, _PARALLEL_FOR or _PARALLEL_BRANCH"""
    progress_number: int = 0
    """which iteration, condition, attempt or branch this entry is, from 1"""
    variables: dict[str, Any] | None = None
    """in detailed history only"""


class Recorded(Protocol):
    """What an entry says about its source."""

    @property
    def routine(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...


class Clocklike(Protocol):
    def now(self) -> float: ...


Record = list[Any]
"""[step, parent, thread, created, updated, state, exception, progress, variables]"""
STEP, PARENT, THREAD, CREATED, UPDATED, STATE, EXCEPTION, PROGRESS, VARIABLES = range(9)


_RECORD_BYTES = 200
"""about what keeping the smallest value costs"""


class History:
    """The steps of one execution; bounded, the oldest entries and values go first."""

    __slots__ = ("_bytes_left", "_kept", "count", "detailed", "now", "records")

    def __init__(
        self,
        detailed: bool,
        clock: Clocklike,
        capacity: int = GOOGLE.history_entries,
        capacity_bytes: int = GOOGLE.history_bytes,
    ) -> None:
        self.detailed = detailed
        self.now = clock.now
        self.records: deque[Record] = deque(maxlen=capacity)
        self.count = 0
        """entries ever begun, the id of the newest"""
        self._bytes_left = capacity_bytes
        self._kept: deque[tuple[Record, int, int]] = deque()
        """record, field and size of each value in `records` that takes memory"""

    def begin(
        self,
        step: Recorded,
        parent: int,
        thread: str,
        progress: tuple[str, int, int] | None = None,
    ) -> Record:
        """`progress`: (type, number from 1, expected iterations). The entry's id is `count`."""
        now = self.now()
        record: Record = [step, parent, thread, now, now, IN_PROGRESS, None, progress, None]
        self.records.append(record)
        self.count += 1
        return record

    def note(
        self, step: Recorded, parent: int, thread: str, progress: tuple[str, int, int]
    ) -> None:
        """Begin and end an entry in which nothing can happen."""
        now = self.now()
        self.records.append([step, parent, thread, now, now, SUCCEEDED, None, progress, None])
        self.count += 1

    def end(self, record: Record, state: str = SUCCEEDED, exception: Any = None) -> None:
        record[UPDATED] = self.now()
        record[STATE] = state
        if exception is not None:
            self.keep(record, EXCEPTION, exception)

    def keep(self, record: Record, field: int, value: Any) -> None:
        """Put `value` in the EXCEPTION or VARIABLES of `record`; the oldest make room for it."""
        size = _RECORD_BYTES + size_of(value, self._bytes_left + _RECORD_BYTES)
        self._kept.append((record, field, size))
        self._bytes_left -= size
        record[field] = value
        while self._bytes_left < 0:
            oldest, its_field, its_size = self._kept.popleft()
            oldest[its_field] = None
            self._bytes_left += its_size

    def abandon(self) -> None:
        """Close what is in progress, because the engine itself failed."""
        for record in self.records:
            if record[STATE] == IN_PROGRESS:
                self.end(record, FAILED)

    @property
    def size(self) -> int:
        """entries kept"""
        return len(self.records)

    def last_step(self) -> Recorded | None:
        return self.records[-1][STEP] if self.records else None

    def forget(self) -> None:
        self.records.clear()

    @property
    def entries(self) -> list[StepEntry]:
        return self.linked(self.records)

    def linked(self, records: Collection[Record]) -> list[StepEntry]:
        """The entries of the newest records, each knowing its neighbours."""
        first = self.count - len(records) + 1
        found = [self._entry(number, record) for number, record in enumerate(records, first)]
        _link(found, first)
        return found

    def current_steps(self) -> list[tuple[str, str]]:
        """(routine, step) from `main` inwards, for status.currentSteps."""
        innermost: dict[str, str] = {}
        for record in self.records:
            if record[STATE] == IN_PROGRESS:
                innermost.pop(record[STEP].routine, None)
                innermost[record[STEP].routine] = record[STEP].name
        return list(innermost.items())

    def _entry(self, number: int, record: Record) -> StepEntry:
        step, parent, thread, created, updated, state, exception, progress, variables = record
        kind, position, expected = progress or ("", 0, 0)
        return StepEntry(
            entry_id=number,
            routine=step.routine,
            step=step.name,
            step_type=step.type,
            created=created,
            updated=updated,
            state=state,
            parent=parent,
            exception=exception,
            thread_id=thread,
            expected_iteration=expected if self.detailed else 0,
            progress_type=kind,
            progress_number=position,
            variables=variables,
        )


def _link(entries: list[StepEntry], first: int) -> None:
    """Fill in children, previous and next: siblings share their parent and their thread."""
    latest: dict[tuple[int, str], StepEntry] = {}
    for entry in entries:
        if entry.parent >= first:
            entries[entry.parent - first].children.append(entry.entry_id)
        before = latest.get((entry.parent, entry.thread_id))
        if before is not None:
            before.next, entry.previous = entry.entry_id, before.entry_id
        latest[entry.parent, entry.thread_id] = entry
