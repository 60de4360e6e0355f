"""for: over a list or a range, one iteration after the other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from infra.engine.runtime.frame import UNSET, Frame
from infra.engine.runtime.steps import (
    BREAK,
    CONTINUE,
    Block,
    Marker,
    Outcome,
    run_inside,
)
from infra.engine.runtime.templates import Value
from infra.engine.values.errors import type_error
from infra.engine.values.values import is_number, type_name


@dataclass(frozen=True, slots=True)
class Series:
    """The values of a loop, made one by one: a range may be longer than any memory."""

    count: int
    values: Iterator[Any]


@dataclass(frozen=True, slots=True)
class Items:
    """What a loop runs over: `in`, or the two ends of `range`."""

    items: Value | None
    range: Value | None

    async def get(self, frame: Frame) -> Series:
        if self.items is not None:
            return _list(await self.items.get(frame))
        assert self.range is not None
        return _range(await self.range.get(frame))


def _list(value: Any) -> Series:
    if type(value) is not list:
        raise type_error(f"'for' runs over a list; got: {type_name(value)}")
    return Series(len(value), iter(value))


def _range(bounds: Any) -> Series:
    """Both ends are included; doubles count in steps of 1 from the first."""
    if type(bounds) is not list or len(bounds) != 2 or not all(map(is_number, bounds)):
        raise type_error("'range' must be two numbers: [begin, end]")
    begin, end = bounds
    if end < begin:
        return Series(0, iter(()))
    count = int(min(end - begin, sys.maxsize - 1)) + 1
    first = begin if type(end) is int else float(begin)
    return Series(count, (first + offset for offset in range(count)))


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
        series = await self.items.get(frame)
        for position, item in enumerate(series.values):
            self.enter(frame, position, item)
            progress = ("PROGRESS_TYPE_FOR", position + 1, series.count)
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
