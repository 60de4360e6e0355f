"""math.*  https://cloud.google.com/workflows/docs/reference/stdlib/math/abs"""

from __future__ import annotations

import math
from typing import Any

from infra.engine.stdlib import arguments
from infra.engine.stdlib.function import function
from infra.engine.values.errors import value_error

Number = int | float


@function("math.abs")
def abs_(x: Any) -> Number:
    size = abs(arguments.number(x, "x"))
    return arguments.int64(size) if isinstance(size, int) else size


@function("math.floor")
def floor(x: Any) -> int:
    """The largest integer not above `x`, as an integer."""
    number = arguments.number(x, "x")
    if not math.isfinite(number):
        raise value_error("math.floor: the number is not finite")
    return arguments.int64(math.floor(number))


@function("math.max")
def max_(x: Any, y: Any) -> Number:
    return max(_same_type(x, y))


@function("math.min")
def min_(x: Any, y: Any) -> Number:
    return min(_same_type(x, y))


def _same_type(x: Any, y: Any) -> tuple[Number, Number]:
    """An integer beside a double becomes a double, as in arithmetic."""
    left, right = arguments.number(x, "x"), arguments.number(y, "y")
    if isinstance(left, float) or isinstance(right, float):
        return float(left), float(right)
    return left, right
