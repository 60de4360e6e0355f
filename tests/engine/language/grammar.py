"""Hypothesis strategies for expressions, and an independent reading of what they mean.

The oracle follows https://cloud.google.com/workflows/docs/reference/syntax/datatypes and shares no
code with the engine.
"""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

from infra.engine.expressions.nodes import (
    Binary,
    Call,
    Index,
    ListOf,
    Literal,
    Member,
    Name,
    Node,
    Unary,
)

NAMES = st.sampled_from(["a", "b1", "_x", "order", "notes", "index"])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-9, 9),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
)
OPERATORS = ["+", "-", "*", "/", "//", "%", "<", "<=", ">", ">=", "==", "!=", "in", "and", "or"]


def literals() -> st.SearchStrategy[Node]:
    return SCALARS.map(Literal)


def trees() -> st.SearchStrategy[Node]:
    """Any expression that can be written down."""
    return st.recursive(
        st.one_of(literals(), NAMES.map(Name)),
        lambda inner: st.one_of(
            st.builds(Member, inner, NAMES),
            st.builds(Index, inner, inner),
            st.builds(ListOf, st.lists(inner, max_size=3).map(tuple)),
            st.builds(
                Call,
                st.sampled_from(["len", "text.find_all", "sub"]),
                st.lists(inner, max_size=3).map(tuple),
            ),
            inner.map(lambda node: Unary("not", node)),
            inner.filter(lambda node: not _number(node)).map(lambda node: Unary("-", node)),
            st.builds(Binary, st.sampled_from(OPERATORS), inner, inner),
        ),
        max_leaves=12,
    )


def _number(node: Node) -> bool:
    """The parser makes one literal of a minus and a number."""
    return isinstance(node, Literal) and type(node.value) in (int, float)


def closed_trees() -> st.SearchStrategy[Node]:
    """Expressions of literals and operators only, which have a value or an error."""
    return st.recursive(
        literals(),
        lambda inner: st.one_of(
            st.builds(ListOf, st.lists(inner, max_size=3).map(tuple)),
            inner.map(lambda node: Unary("not", node)),
            inner.filter(lambda node: not _number(node)).map(lambda node: Unary("-", node)),
            st.builds(Binary, st.sampled_from(OPERATORS), inner, inner),
        ),
        max_leaves=8,
    )


class Refused(Exception):
    """The oracle's answer where the service raises an error; the text is the tag."""


def value_of(node: Node) -> Any:
    match node:
        case Literal(value=value):
            return value
        case ListOf(items=items):
            return [value_of(item) for item in items]
        case Unary(operator="not", operand=operand):
            return not _boolean(value_of(operand))
        case Unary(operand=operand):
            return _bounded(0 - _number_of(value_of(operand)))
        case Binary(operator="and", left=left, right=right):
            return _boolean(value_of(left)) and _boolean(value_of(right))
        case Binary(operator="or", left=left, right=right):
            return _boolean(value_of(left)) or _boolean(value_of(right))
        case Binary(operator=operator, left=left, right=right):
            return _apply(operator, value_of(left), value_of(right))
        case _:
            raise AssertionError(node)


def _apply(operator: str, left: Any, right: Any) -> Any:
    if operator in ("==", "!="):
        return _equal(left, right) == (operator == "==")
    if operator == "in":
        if not isinstance(right, list):
            raise Refused("TypeError")
        return any(_same(left, item) for item in right)
    if operator == "+" and "str" in (_kind(left), _kind(right)):
        return _joined(left, right)
    return _arithmetic(operator, _number_of(left), _number_of(right))


def _arithmetic(operator: str, left: Any, right: Any) -> Any:
    if operator in ("<", "<=", ">", ">="):
        bigger = (left > right) - (left < right)
        return {"<": bigger < 0, "<=": bigger <= 0, ">": bigger > 0, ">=": bigger >= 0}[operator]
    if operator in ("//", "%") and not _kind(left) == _kind(right) == "int":
        raise Refused("TypeError")
    if operator in ("/", "//", "%") and right == 0:
        raise Refused("ZeroDivisionError")
    if operator == "/":
        left, right = float(left), float(right)
    whole = {
        "+": lambda: left + right,
        "-": lambda: left - right,
        "*": lambda: left * right,
        "/": lambda: left / right,
        "//": lambda: left // right,
        "%": lambda: left - right * (left // right),
    }
    return _bounded(whole[operator]())


def _bounded(number: Any) -> Any:
    fits = -(2**63) <= number < 2**63 if isinstance(number, int) else math.isfinite(number)
    if not fits:
        raise Refused("ValueError")
    return number


def _joined(left: Any, right: Any) -> str:
    if not {_kind(left), _kind(right)} <= {"str", "int", "float", "bool"}:
        raise Refused("TypeError")
    return _text(left) + _text(right)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        plain = not value or 1e-6 <= abs(value) < 1e21
        return _padded(value) if plain else repr(value)
    return str(value)


def _padded(value: float) -> str:
    """The digits of repr, with its exponent worked in."""
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, rest = mantissa.lstrip("-").partition(".")
    rest = rest.strip("0") if rest == "0" else rest
    places = int(exponent or 0)
    digits = (whole + rest).ljust(len(whole) + places, "0")
    point = len(whole) + places
    text = f"0.{'0' * -point}{digits}" if point <= 0 else f"{digits[:point]}.{digits[point:]}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("-" if value < 0 else "") + text


def _equal(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is None and right is None
    numbers = {_kind(left), _kind(right)} <= {"int", "float"}
    if not numbers and _kind(left) != _kind(right):
        raise Refused("TypeError")
    return _same(left, right)


def _same(left: Any, right: Any) -> bool:
    if {_kind(left), _kind(right)} <= {"int", "float"}:
        return bool(left == right)
    if _kind(left) != _kind(right):
        return False
    if isinstance(left, list):
        pairs = zip(left, right, strict=False)
        return len(left) == len(right) and all(_same(one, other) for one, other in pairs)
    return bool(left == right)


def _kind(value: Any) -> str:
    return type(value).__name__


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused("TypeError")
    return value


def _number_of(value: Any) -> Any:
    if _kind(value) not in ("int", "float"):
        raise Refused("TypeError")
    return value
