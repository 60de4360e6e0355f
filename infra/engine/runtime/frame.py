"""The variables of one running routine or parallel branch, in slots that the compiler numbered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from infra.engine.limits import Limits
from infra.engine.runtime.history import History
from infra.engine.values.errors import ResourceLimitError
from infra.engine.values.values import longest_string, size_of
from infra.engine.world.context import Context


class _Unset:
    def __repr__(self) -> str:
        return "UNSET"


UNSET: Any = _Unset()
"""in the slot of a variable that nothing has been assigned to"""

_STEPS_BETWEEN_PAUSES = 2_000
_SECONDS_BETWEEN_PAUSES = 0.002
"""how long a busy execution may run before others get a turn"""


class Frame(list[Any]):
    """Slots, and what the code running on them may reach."""

    __slots__ = ("depth", "entry", "inside", "outer", "parallel_depth", "run", "thread")

    def __init__(self, size: int, run: Run, outer: Frame | None, depth: int) -> None:
        super().__init__([UNSET] * size)
        self.run = run
        self.outer: Any = outer
        """the frame around a parallel branch"""
        self.depth = depth
        """calls on the stack"""
        self.entry = 0
        """id of the step entry that is waiting, the parent of what an expression calls"""
        self.inside: Any = None
        """the rest of a jump's way, an Outcome, while the steps on it are entered"""
        self.parallel_depth = 0
        self.thread = ""


@dataclass(slots=True)
class Run:
    """One execution while it runs: its budget, its live frames and the world outside."""

    context: Context
    history: History
    limits: Limits
    fuel: int = 0
    """steps until the next pause or limit"""
    pause_at: float = 0.0
    """when the next pause is due, however few steps there were, by the clock of the execution"""
    steps_left: int = field(init=False)
    allocated: int = 0
    """never less than the size of all variables; made exact when it passes the limit"""
    frames: dict[int, Frame] = field(default_factory=dict)
    slots: asyncio.Semaphore = field(init=False)
    """concurrent branches"""

    def __post_init__(self) -> None:
        self.steps_left = self.limits.steps
        self.slots = asyncio.Semaphore(self.limits.concurrent_branches)

    def open_frame(self, size: int, outer: Frame | None = None, depth: int = 0) -> Frame:
        frame = Frame(size, self, outer, depth)
        self.frames[id(frame)] = frame
        return frame

    def close_frame(self, frame: Frame) -> None:
        del self.frames[id(frame)]

    async def refuel(self) -> None:
        """Grant the next steps, then let others run. Raises ResourceLimitError.

        The step that asks has been taken off `fuel` already; it is paid from the new grant.
        """
        left = self.steps_left + self.fuel + 1
        if left <= 0:
            raise ResourceLimitError(f"the limit of {self.limits.steps} executed steps was passed")
        self.fuel = min(left, _STEPS_BETWEEN_PAUSES) - 1
        self.steps_left = left - self.fuel - 1
        await asyncio.sleep(0)
        self.pause_at = self.history.now() + _SECONDS_BETWEEN_PAUSES

    def charge(self, value: Any) -> None:
        """Account for a value a variable has begun to hold. Raises ResourceLimitError."""
        self.allocated += self.weighed(value)
        if self.allocated > self.limits.memory_bytes:
            self._recount()

    def weighed(self, value: Any) -> int:
        """The size of a value on its way to a variable, a call or the caller.

        Raises ResourceLimitError for what no variable could hold.
        """
        size = size_of(value, self.limits.memory_bytes)
        if size > self.limits.string_bytes:
            self._check_large(value, size)
        return size

    def _check_large(self, value: Any, size: int) -> None:
        limits = self.limits
        fits = size <= limits.memory_bytes
        # What does not fit may repeat one value endlessly, and is not looked through.
        if (fits or type(value) is str) and longest_string(value) > limits.string_bytes:
            raise ResourceLimitError(f"a string is longer than {limits.string_bytes} bytes")
        if not fits:
            raise _out_of_memory()

    def _recount(self) -> None:
        limit, self.allocated = self.limits.memory_bytes, 0
        for frame in self.frames.values():
            for value in frame:
                if value is not UNSET:
                    self.allocated += size_of(value, limit)
        if self.allocated > limit:
            raise _out_of_memory()


def _out_of_memory() -> ResourceLimitError:
    return ResourceLimitError("Memory usage limit exceeded")  # the service's own words
