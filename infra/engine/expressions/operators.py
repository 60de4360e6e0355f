"""What the operators do, and which operands they refuse.

Implicit conversions: https://cloud.google.com/workflows/docs/reference/syntax/datatypes
Where that page is silent the stricter reading is taken: an integer that leaves 64 bits is a
ValueError, `//` and `%` want integers, `< <= > >=` want numbers, `==` of two types is a TypeError
unless one side is null.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from infra.engine.values.errors import (
    WorkflowError,
    key_error,
    not_searchable,
    service_error,
    type_error,
    value_error,
)
from infra.engine.values.values import INT_MAX, INT_MIN, is_number, text_of, type_name

Operator = Callable[[Any, Any], Any]


def _unsupported(operator: str, left: Any, right: Any) -> WorkflowError:
    types = f"'{type_name(left)}' and '{type_name(right)}'"
    return type_error(f"unsupported operand types for {operator}: {types}")


def _checked(number: int | float) -> int | float:
    if type(number) is int and INT_MIN <= number <= INT_MAX:
        return number
    if type(number) is float and math.isfinite(number):
        return number
    raise value_error("the result of the arithmetic overflows 64 bits")


def add(left: Any, right: Any) -> Any:
    if type(left) is int and type(right) is int:
        total = left + right
        return total if INT_MIN <= total <= INT_MAX else _checked(total)
    if is_number(left) and is_number(right):
        return _checked(left + right)
    scalars = (str, int, float, bool)
    if (type(left) is str and type(right) in scalars) or (
        type(right) is str and type(left) in scalars
    ):
        return text_of(left) + text_of(right)
    raise _unsupported("+", left, right)


def subtract(left: Any, right: Any) -> Any:
    if type(left) is int and type(right) is int:
        return _checked(left - right)
    if is_number(left) and is_number(right):
        return _checked(left - right)
    raise _unsupported("-", left, right)


def multiply(left: Any, right: Any) -> Any:
    if is_number(left) and is_number(right):
        return _checked(left * right)
    raise _unsupported("*", left, right)


def divide(left: Any, right: Any) -> Any:
    if not (is_number(left) and is_number(right)):
        raise _unsupported("/", left, right)
    return _checked(float(left) / float(_divisor(right)))


def floor_divide(left: Any, right: Any) -> Any:
    if type(left) is int and type(right) is int:
        return _checked(left // _divisor(right))
    raise _unsupported("//", left, right)


def remainder(left: Any, right: Any) -> Any:
    if type(left) is int and type(right) is int:
        return left % _divisor(right)
    raise _unsupported("%", left, right)


def _divisor(number: Any) -> Any:
    if number == 0:
        raise service_error("ZeroDivisionError", "division by zero")
    return number


def less(left: Any, right: Any) -> bool:
    if type(left) is int and type(right) is int:
        return left < right
    return _ordered("<", left, right) and bool(left < right)


def less_or_equal(left: Any, right: Any) -> bool:
    if type(left) is int and type(right) is int:
        return left <= right
    return _ordered("<=", left, right) and bool(left <= right)


def greater(left: Any, right: Any) -> bool:
    if type(left) is int and type(right) is int:
        return left > right
    return _ordered(">", left, right) and bool(left > right)


def greater_or_equal(left: Any, right: Any) -> bool:
    if type(left) is int and type(right) is int:
        return left >= right
    return _ordered(">=", left, right) and bool(left >= right)


def _ordered(operator: str, left: Any, right: Any) -> bool:
    if is_number(left) and is_number(right):
        return True
    raise _unsupported(operator, left, right)


def equal(left: Any, right: Any) -> bool:
    kind = type(left)
    if kind is type(right) and (kind is str or kind is int):  # most comparisons
        return bool(left == right)
    if left is None or right is None:
        return left is right
    if type(left) is type(right) or (is_number(left) and is_number(right)):
        return same(left, right)
    raise _unsupported("==", left, right)


def not_equal(left: Any, right: Any) -> bool:
    return not equal(left, right)


def same(left: Any, right: Any) -> bool:
    """Deep equality without type errors; True is not 1, as Python would have it."""
    if is_number(left) and is_number(right):
        return bool(left == right)
    if type(left) is not type(right):
        return False
    if type(left) is list:
        return len(left) == len(right) and all(map(same, left, right))
    if type(left) is dict:
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return bool(left == right)


def contains(item: Any, container: Any) -> bool:
    if type(container) is list:
        return any(same(item, element) for element in container)
    if type(container) is dict:
        return type(item) is str and item in container
    raise not_searchable(type_name(container))


def negate(operand: Any) -> Any:
    if is_number(operand):
        return _checked(-operand)
    raise type_error(f"unsupported operand type for -: '{type_name(operand)}' (expecting number)")


def boolean(operator: str, operand: Any) -> bool:
    """The operand of and, or, not: a boolean or a TypeError."""
    if operand is True or operand is False:
        return bool(operand)
    got = type_name(operand)
    raise type_error(f"unsupported operand type for {operator}: '{got}' (expecting boolean)")


def element(container: Any, index: Any) -> Any:
    """`container[index]`."""
    if type(container) is dict:
        return _of_map(container, index)
    if type(container) is list:
        return container[list_index(container, index)]
    raise type_error(f"'{type_name(container)}' has no elements (expecting dict or list)")


def _of_map(container: dict[str, Any], key: Any) -> Any:
    if type(key) is not str:
        raise type_error(f"the key of a map must be a string; got: {type_name(key)}")
    if key not in container:
        raise key_error(key)
    return container[key]


def list_index(container: list[Any], index: Any) -> int:
    if type(index) is not int:
        raise type_error(f"the index of a list must be an integer; got: {type_name(index)}")
    if not 0 <= index < len(container):
        raise service_error("IndexError", f"index out of range: {index} (length {len(container)})")
    return index


def member(container: Any, name: str) -> Any:
    """`container.name`."""
    if type(container) is not dict:
        raise type_error(f"'{type_name(container)}' has no key '{name}' (expecting dict)")
    if name not in container:
        raise key_error(name)
    return container[name]


BINARY: dict[str, Operator] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "//": floor_divide,
    "%": remainder,
    "<": less,
    "<=": less_or_equal,
    ">": greater,
    ">=": greater_or_equal,
    "==": equal,
    "!=": not_equal,
    "in": contains,
}
