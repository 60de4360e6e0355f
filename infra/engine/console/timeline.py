"""Step entries as a page shows them: a tree of rows, each with bars on one scale of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from infra.engine.runtime.history import FAILED, IN_PROGRESS, StepEntry
from infra.engine.service.execution import Execution
from infra.engine.values.errors import describe

PAGE = 1_000
"""entries on one page"""
ALL_OPEN = 250
"""rows up to which everything is unfolded"""
MAX_BARS = 200
"""segments in one row"""
MAX_NOTE = 500
"""characters of an error in a row"""
_NARROWEST = 0.25
"""percent, so that the shortest step can be seen"""
_PARTS = {
    "STEP_FOR_ITERATION": "iteration",
    "STEP_TRY": "attempt",
    "STEP_RETRY": "wait after attempt",
    "STEP_CONDITION": "condition",
}
"""entries that are parts of a step and bear its name"""
_SEGMENTS = {*_PARTS, "STEP_EXCEPT", "STEP_PARALLEL_BRANCH_ENTRY"} - {"STEP_CONDITION"}


@dataclass(frozen=True, slots=True)
class Bar:
    left: float
    """percent of the whole execution, as is `width`"""
    width: float
    state: str
    waiting: bool = False
    """between two attempts"""


@dataclass(slots=True)
class Row:
    entry: StepEntry
    title: str
    seconds: float
    bars: list[Bar]
    routine: str = ""
    """where it is another one than that of the row around it"""
    note: str = ""
    """what was raised here"""
    is_part: bool = False
    open: bool = True
    rows: list[Row] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The entry's step type in words."""
        return self.entry.step_type.removeprefix("STEP_").replace("_", " ").lower()


@dataclass(frozen=True, slots=True)
class Timeline:
    rows: list[Row]
    first: int
    """position of the page's first entry among all, from 1, as is `last`"""
    last: int
    total: int
    seconds: float
    """of the scale: from the creation of the execution to its end, or to now"""
    failed: tuple[int, int] | None
    """entry that raised the error that ended the execution, and the first position of its page"""

    @property
    def ticks(self) -> list[tuple[int, float]]:
        """(percent, seconds)"""
        return [(percent, self.seconds * percent / 100) for percent in (0, 25, 50, 75, 100)]


def timeline(execution: Execution, now: float, first: int = 1) -> Timeline:
    """The steps from the `first` on, with the steps around them."""
    entries = execution.history.entries
    end = execution.ended or now
    scale = _Scale(execution.created, max(end, execution.created + 1e-6))
    rows = _tree(_page(entries, first), scale)
    last = min(first - 1 + PAGE, len(entries))
    return Timeline(rows, first, last, len(entries), scale.seconds, _failed(execution, entries))


@dataclass(frozen=True, slots=True)
class _Scale:
    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start

    def until(self, entry: StepEntry) -> float:
        return self.end if entry.state == IN_PROGRESS else entry.updated

    def bar(self, entry: StepEntry) -> Bar:
        left = 100 * (entry.created - self.start) / self.seconds
        width = 100 * (self.until(entry) - entry.created) / self.seconds
        left = min(max(left, 0.0), 100 - _NARROWEST)
        width = min(max(width, _NARROWEST), 100 - left)
        return Bar(round(left, 3), round(width, 3), entry.state, entry.step_type == "STEP_RETRY")


def _page(entries: list[StepEntry], first: int) -> list[StepEntry]:
    around = {entry.entry_id: entry for entry in entries}
    shown: dict[int, StepEntry] = {}
    entry: StepEntry | None
    for entry in entries[first - 1 : first - 1 + PAGE]:
        while entry is not None and entry.entry_id not in shown:
            shown[entry.entry_id] = entry
            entry = around.get(entry.parent)
    return sorted(shown.values(), key=lambda one: one.entry_id)


def _tree(entries: list[StepEntry], scale: _Scale) -> list[Row]:
    rows = {entry.entry_id: _row(entry, scale) for entry in entries}
    top: list[Row] = []
    for row in rows.values():
        parent = rows.get(row.entry.parent)
        (parent.rows if parent else top).append(row)
    for row in reversed(rows.values()):
        _settle(row, rows.get(row.entry.parent), scale, len(rows) <= ALL_OPEN)
    return top


def _row(entry: StepEntry, scale: _Scale) -> Row:
    seconds = scale.until(entry) - entry.created
    return Row(entry, _title(entry), seconds, [scale.bar(entry)], is_part=entry.step_type in _PARTS)


def _title(entry: StepEntry) -> str:
    if entry.step_type == "STEP_EXCEPT":
        return "except"
    part = _PARTS.get(entry.step_type)
    if part is None:
        return entry.step
    if not entry.progress_number:
        return "try"
    of = f" of {entry.expected_iteration}" if entry.expected_iteration else ""
    return f"{part} {entry.progress_number}{of}"


def _settle(row: Row, around: Row | None, scale: _Scale, all_open: bool) -> None:
    """What depends on the rows inside `row`, which are settled, and on the one around it."""
    if around is None or around.entry.routine != row.entry.routine:
        row.routine = row.entry.routine
    inside = [one.entry for one in row.rows]
    if row.entry.state == FAILED and not _any(inside, FAILED):
        row.note = describe(row.entry.exception)[:MAX_NOTE]
    row.open = all_open or _any(inside, FAILED, IN_PROGRESS)
    segments = [scale.bar(one) for one in inside if one.step_type in _SEGMENTS]
    if len(segments) > 1:
        row.bars = segments[:MAX_BARS]


def _any(entries: Iterable[StepEntry], *states: str) -> bool:
    return any(entry.state in states for entry in entries)


def _failed(execution: Execution, entries: list[StepEntry]) -> tuple[int, int] | None:
    if execution.error is None:
        return None
    innermost = [at for at, one in enumerate(entries) if one.state == FAILED and not one.children]
    if not innermost:
        return None
    return entries[innermost[-1]].entry_id, innermost[-1] // PAGE * PAGE + 1
