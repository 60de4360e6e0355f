"""for: over a list or a range, one iteration after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from infra.local.engine.errors import ResourceLimitError, type_error
from infra.local.engine.runtime.frame import UNSET, Frame
from infra.local.engine.runtime.steps import (
    BREAK,
    CONTINUE,
    Block,
    Marker,
    Outcome,
    run_inside,
)
from infra.local.engine.runtime.templates import Value
from infra.local.engine.values import is_number, type_name


@dataclass(frozen=True, slots=True)
class Items:
    """What a loop runs over: `in`, or the two ends of `range`."""

    items: Value | None
    range: Value | None

    async def get(self, frame: Frame) -> Sequence[Any]:
        if self.items is not None:
            return _list(await self.items.get(frame))
        assert self.range is not None
        return _range(await self.range.get(frame))


def _list(value: Any) -> list[Any]:
    if type(value) is not list:
        raise type_error(f"'for' runs over a list; got: {type_name(value)}")
    return value


def _range(bounds: Any) -> Sequence[Any]:
    """Both ends are included; doubles count in steps of 1 from the first."""
    if type(bounds) is not list or len(bounds) != 2 or not all(map(is_number, bounds)):
        raise type_error("'range' must be two numbers: [begin, end]")
    begin, end = bounds
    if type(begin) is int and type(end) is int:
        return range(begin, end + 1)
    count = max(0, int(end - begin) + 1) if end >= begin else 0
    if count > _MOST_DOUBLES:
        raise ResourceLimitError("the range of doubles is too long")
    return [begin + offset for offset in map(float, range(count))]


_MOST_DOUBLES = 1_000_000


@dataclass(frozen=True, slots=True)
class Loop:
    """A compiled for step."""

    marker: Marker
    items: Items
    body: Block
    value: int
    """slot"""
    index: int | None
    locals: tuple[int, ...]
    """slots of what is created inside; every iteration starts without them"""

    async def execute(self, frame: Frame, entry: int) -> Outcome | None:
        items = await self.items.get(frame)
        for position, item in enumerate(items):
            self.enter(frame, position, item)
            progress = ("PROGRESS_TYPE_FOR", position + 1, len(items))
            outcome = await run_inside(frame, self.body, self.marker, entry, progress)
            if outcome is None or outcome is CONTINUE:
                continue
            return None if outcome is BREAK else outcome
        return None

    def enter(self, frame: Frame, position: int, item: Any) -> None:
        for slot in self.locals:
            frame[slot] = UNSET
        frame[self.value] = item
        if self.index is not None:
            frame[self.index] = position
