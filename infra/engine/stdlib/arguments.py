"""Checks of the arguments of library functions. Each returns its argument, to be used in place.

They raise a TypeError that names the argument and both types, never the value.
"""

from __future__ import annotations

from typing import Any

from infra.engine.values.errors import WorkflowError, type_error, value_error
from infra.engine.values.values import INT_MAX, INT_MIN, type_name


def string(value: Any, argument: str) -> str:
    if isinstance(value, str):
        return value
    raise wrong_type(value, argument, "string")


def data(value: Any, argument: str) -> bytes:
    if isinstance(value, bytes):
        return value
    raise wrong_type(value, argument, "bytes")


def boolean(value: Any, argument: str) -> bool:
    if isinstance(value, bool):
        return value
    raise wrong_type(value, argument, "bool")


def integer(value: Any, argument: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise wrong_type(value, argument, "integer")


def number(value: Any, argument: str) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise wrong_type(value, argument, "integer or float")


def dictionary(value: Any, argument: str) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise wrong_type(value, argument, "dict")


def array(value: Any, argument: str) -> list[Any]:
    if isinstance(value, list):
        return value
    raise wrong_type(value, argument, "list")


def seconds(value: Any, argument: str, limit: float) -> float:
    """A waiting time between 0 and `limit` seconds."""
    amount = number(value, argument)
    if not 0 <= amount <= limit:
        raise value_error(f"argument '{argument}' must be between 0 and {limit:.0f} seconds")
    return float(amount)


def int64(value: int) -> int:
    """A result that must fit the integer type of the language."""
    if INT_MIN <= value <= INT_MAX:
        return value
    raise value_error("integer overflow: the result does not fit 64 bits")


def wrong_type(value: Any, argument: str, expected: str) -> WorkflowError:
    return type_error(f"argument '{argument}' must be {expected}; got: {type_name(value)}")
