"""How figures are taken and told: a value with its unit beside the goal that it should meet.

A part of the bench is a function that yields its figures as it takes them. Where there is a peer,
the figure is a ratio, and both were measured in turns in the same minutes: that means something on
a busy machine too.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Goal:
    sign: str
    number: float

    def met_by(self, value: float) -> bool:
        return value <= self.number if self.sign == "≤" else value >= self.number

    def __str__(self) -> str:
        return f"{self.sign} {self.number:,g}"


def at_most(number: float) -> Goal:
    return Goal("≤", number)


def at_least(number: float) -> Goal:
    return Goal("≥", number)


@dataclass(frozen=True)
class Figure:
    figure: str
    value: float
    unit: str = ""
    goal: Goal | None = None
    remark: str = ""
    """what else was seen, for the reader of the table"""

    @property
    def ok(self) -> bool | None:
        """None: nothing was promised."""
        return self.goal.met_by(self.value) if self.goal else None

    def as_json(self) -> dict[str, Any]:
        goal = str(self.goal) if self.goal else None
        value = float(f"{self.value:.4g}")
        return {
            "figure": self.figure,
            "goal": goal,
            "value": value,
            "unit": self.unit,
            "ok": self.ok,
        }

    def as_line(self) -> str:
        mark = {True: "✓", False: "✗", None: " "}[self.ok]
        columns = f"{self.figure:<58}{self.goal or ''!s:>10}  {mark} {shown(self.value):>9}"
        return f"{columns} {self.unit:<14}{load():>5}  {self.remark}".rstrip()


Figures = Iterator[Figure]
HEAD = f"{'':<58}{'goal':>10}    {'figure':>9} {'':<14}{'load':>5}"


def load() -> str:
    """How many wanted a core during the last minute, on average."""
    return f"{os.getloadavg()[0]:.1f}"


def shown(value: float) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}"


def seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def milliseconds(figure: str, times: Sequence[float], goal: Goal | None = None) -> Figure:
    """The median of some times in seconds; the slowest twentieth beside it."""
    slow = statistics.quantiles(times, n=20)[-1] * 1000
    median = statistics.median(times) * 1000
    return Figure(figure, median, "ms", goal, f"95 % within {shown(slow)} ms")


def ratio(ours: Sequence[float], others: Sequence[float]) -> float:
    """The median of the pairs' ratios, which leaves out what else the machine did."""
    return statistics.median(one / other for one, other in zip(ours, others, strict=True))
