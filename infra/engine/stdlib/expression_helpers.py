"""The functions without a module: conversions, sizes, conditions.

https://cloud.google.com/workflows/docs/reference/stdlib/expression-helpers
"""

from __future__ import annotations

import math
import re
from typing import Any

from infra.engine.stdlib.function import function
from infra.engine.values.errors import type_error, value_error
from infra.engine.values.values import INT_MAX, INT_MIN, text_of, type_name

_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_DOUBLE = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)

_TYPES = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "double",
    str: "string",
    bytes: "bytes",
    list: "list",
    dict: "map",
}


@function("double")
def double(x: Any) -> float:
    if isinstance(x, str):
        return _parsed_double(x)
    if isinstance(x, int | float) and not isinstance(x, bool):
        return float(x)
    raise _unsupported("double", x, "number or string")


@function("int")
def int_(x: Any) -> int:
    """Doubles lose their fraction; strings must be whole numbers."""
    if isinstance(x, str):
        return _parsed_int(x)
    if isinstance(x, float):
        return _truncated(x)
    if isinstance(x, int) and not isinstance(x, bool):
        return x
    raise _unsupported("int", x, "number or string")


@function("string")
def string(x: Any) -> str:
    if isinstance(x, str):
        return x
    if isinstance(x, bool | int | float):
        return text_of(x)
    raise _unsupported("string", x, "number, string, or boolean")


@function("keys")
def keys(map: Any) -> list[str]:
    if isinstance(map, dict):
        return sorted(map)
    raise _unsupported("keys", map, "dict")


@function("len")
def len_(value: Any) -> int:
    """Elements of a list, entries of a map, characters of a string."""
    if isinstance(value, list | dict | str):
        return len(value)
    raise _unsupported("len", value, "list, dict, or string")


@function("default")
def default(val: Any, defaultVal: Any) -> Any:
    return defaultVal if val is None else val


@function("if")
def if_(condition: Any, ifTrue: Any, ifFalse: Any) -> Any:
    """null counts as false; both values have been evaluated before."""
    if condition is None or isinstance(condition, bool):
        return ifTrue if condition else ifFalse
    raise _unsupported("if", condition, "boolean")


@function("get_type")
def get_type(value: Any) -> str:
    return _TYPES.get(type(value), "function")


def _parsed_int(text: str) -> int:
    if not _INTEGER.fullmatch(text) or len(text) > 20:
        raise value_error("int(): the string is not a 64-bit integer")
    return _int64(int(text))


def _truncated(number: float) -> int:
    if not math.isfinite(number):
        raise value_error("int(): the double is not finite")
    return _int64(int(number))


def _int64(number: int) -> int:
    if not INT_MIN <= number <= INT_MAX:
        raise value_error("int(): the number does not fit 64 bits")
    return number


def _parsed_double(text: str) -> float:
    number = float(text) if _DOUBLE.fullmatch(text) else math.nan
    if not math.isfinite(number):
        raise value_error("double(): the string is not a number that fits a double")
    return number


def _unsupported(function_name: str, value: Any, expected: str) -> Exception:
    name = type_name(value)
    return type_error(
        f"unsupported operand type for {function_name}(): '{name}' (expecting {expected})"
    )
