"""The tree of an expression. `str(node)` prints an expression that parses to the same tree."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

PRECEDENCE = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("<", "<=", ">", ">=", "==", "!=", "in"), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/", "//", "%"), 5),
}
"""Google's order of operations, loosest first; operators of one level group to the left.
https://cloud.google.com/workflows/docs/reference/syntax/datatypes#order-operations"""
NEGATION, NOT, POSTFIX = 6, 7, 8


@dataclass(frozen=True, slots=True)
class Literal:
    value: Any
    """None, bool, int, float or str"""
    at: int = 0

    def __str__(self) -> str:
        if isinstance(self.value, float):
            return repr(self.value)
        return json.dumps(self.value, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    at: int = 0

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Member:
    target: Node
    name: str
    at: int = 0

    def __str__(self) -> str:
        return f"{_inside(self.target, POSTFIX)}.{self.name}"


@dataclass(frozen=True, slots=True)
class Index:
    target: Node
    index: Node
    at: int = 0

    def __str__(self) -> str:
        return f"{_inside(self.target, POSTFIX)}[{self.index}]"


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    """dotted name"""
    arguments: tuple[Node, ...]
    at: int = 0

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(str, self.arguments))})"


@dataclass(frozen=True, slots=True)
class ListOf:
    items: tuple[Node, ...]
    at: int = 0

    def __str__(self) -> str:
        return f"[{', '.join(map(str, self.items))}]"


@dataclass(frozen=True, slots=True)
class Unary:
    operator: str
    """'-' or 'not'"""
    operand: Node
    at: int = 0

    def __str__(self) -> str:
        if self.operator == "not":
            return f"not {_inside(self.operand, NOT)}"
        return f"-{_inside(self.operand, NEGATION)}"


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: Node
    right: Node
    at: int = 0

    def __str__(self) -> str:
        level = PRECEDENCE[self.operator]
        return f"{_inside(self.left, level)} {self.operator} {_inside(self.right, level + 1)}"


Node = Literal | Name | Member | Index | Call | ListOf | Unary | Binary


def _level(node: Node) -> int:
    match node:
        case Binary(operator=operator):
            return PRECEDENCE[operator]
        case Unary(operator=operator):
            return NOT if operator == "not" else NEGATION
        case Literal(value=int() | float()):
            return NEGATION  # `-1` begins with a minus, and `1.x` would be read as a double
        case _:
            return POSTFIX


def _inside(node: Node, level: int) -> str:
    return str(node) if _level(node) >= level else f"({node})"


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order they are evaluated."""
    match node:
        case Member(target=target):
            return (target,)
        case Index(target=target, index=index):
            return (target, index)
        case Call(arguments=arguments):
            return arguments
        case ListOf(items=items):
            return items
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case _:
            return ()


def dotted_name(node: Node) -> str | None:
    """`a.b.c` as text when the node is nothing but names and dots."""
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Member):
        inner = dotted_name(node.target)
        return f"{inner}.{node.name}" if inner else None
    return None
