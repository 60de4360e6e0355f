"""Compiles expressions to closures over a frame.

An expression that calls a subworkflow or a connector has to wait, so it compiles to its awaited
form (`awaited.py`); all others are plain functions, and with them an assignment is atomic.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from infra.engine.expressions import operators
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
    children,
    dotted_name,
)
from infra.engine.language.scopes import Scope
from infra.engine.runtime.frame import UNSET, Frame, Run
from infra.engine.source.error import Position
from infra.engine.stdlib.function import Function
from infra.engine.stdlib.library import CONSTANTS, FUNCTIONS
from infra.engine.values.errors import Raised, service_error, type_error
from infra.engine.values.values import type_name

Evaluate = Callable[[Frame], Any]
AwaitedEvaluate = Callable[[Frame], Awaitable[Any]]


class Callee(Protocol):
    """A subworkflow, compiled by the time it is called."""

    name: str

    async def invoke(
        self, run: Run, caller: Frame | None, values: Sequence[Any], entry: int = 0
    ) -> Any:
        """Call it with positional values; its steps are recorded below `entry`."""
        ...


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of an expression mean."""

    scope: Scope
    routines: Mapping[str, Callee]


def awaits(node: Node, names: Names) -> bool:
    """Whether evaluating the expression may have to wait."""
    if isinstance(node, Call) and node.function not in FUNCTIONS:
        return True
    return any(awaits(child, names) for child in children(node))


def compiled(node: Node, names: Names) -> Evaluate:
    """A closure that evaluates `node`, which must not await anything."""
    match node:
        case Literal(value=value):
            return lambda frame: value
        case Name() | Member() if (found := library_value(node, names)) is not None:
            return lambda frame: found
        case Name(name=name):
            return variable(name, names)
        case Member(target=target, name=name):
            return _member(compiled(target, names), name)
        case Index(target=target, index=index):
            return _binary(operators.element, compiled(target, names), compiled(index, names))
        case Call(function=function, arguments=arguments):
            values = [compiled(argument, names) for argument in arguments]
            return _call(FUNCTIONS[function], values)
        case ListOf(items=items):
            parts = [compiled(item, names) for item in items]
            return lambda frame: [part(frame) for part in parts]
        case Unary(operator=operator, operand=operand):
            return _unary(operator, compiled(operand, names))
        case Binary(operator=("and" | "or") as operator, left=left, right=right):
            return _logical(operator, compiled(left, names), compiled(right, names))
        case Binary(operator=operator, left=left, right=Literal(value=value)):
            return _with_constant(operators.BINARY[operator], compiled(left, names), value)
        case Binary(operator=operator, left=left, right=right):
            apply = operators.BINARY[operator]
            return _binary(apply, compiled(left, names), compiled(right, names))


def located(node: Node, at: Position, names: Names) -> Evaluate:
    """A closure that evaluates `node` and whose errors know where in the source they come from."""
    match node:
        case Binary(operator=operator, left=Name(name=name), right=Literal(value=value)):
            slot = _own_slot(name, names)
            if slot is not None and operator in operators.BINARY:
                return _located_binary(operators.BINARY[operator], name, slot, value, at)
    return _located(compiled(node, names), at)


def _own_slot(name: str, names: Names) -> int | None:
    """Where a variable of the running routine is; None for anything else."""
    outwards, slot = names.scope.find(name) or (1, 0)
    return None if outwards else slot


def _located_binary(
    operator: operators.Operator, name: str, slot: int, right: Any, at: Position
) -> Evaluate:
    """Three closures in one, for what most conditions and sums are: a variable and a constant."""

    def evaluate_here(frame: Frame) -> Any:
        try:
            left = frame[slot]
            if left is UNSET:
                raise _unassigned(name)
            return operator(left, right)
        except Raised as error:
            error.at = error.at or at
            raise

    return evaluate_here


def _located(evaluate: Evaluate, at: Position) -> Evaluate:

    def evaluate_here(frame: Frame) -> Any:
        try:
            return evaluate(frame)
        except Raised as error:
            error.at = error.at or at
            raise

    return evaluate_here


def library_value(node: Name | Member, names: Names) -> Any:
    """The constant or function that a dotted name means, a subworkflow, or None for a variable."""
    name = dotted_name(node)
    if name is None or names.scope.find(name.split(".")[0]) is not None:
        return None
    if "." not in name:
        return names.routines.get(name)
    return CONSTANTS.get(name, FUNCTIONS.get(name))


def variable(name: str, names: Names) -> Evaluate:
    """Reads a variable of this frame, or of a frame around the parallel branch."""
    outwards, slot = names.scope.find(name) or (0, 0)

    def own(frame: Frame) -> Any:
        value = frame[slot]
        if value is UNSET:
            raise _unassigned(name)
        return value

    def outer(frame: Frame) -> Any:
        for _ in range(outwards):
            frame = frame.outer
        return own(frame)

    return outer if outwards else own


def _unassigned(name: str) -> Raised:
    return service_error("KeyError", f"variable '{name}' is read before anything is assigned to it")


def _member(target: Evaluate, name: str) -> Evaluate:
    member = operators.member
    return lambda frame: member(target(frame), name)


def _binary(operator: operators.Operator, left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda frame: operator(left(frame), right(frame))


def _with_constant(operator: operators.Operator, left: Evaluate, right: Any) -> Evaluate:
    """One closure less than `_binary`, for what most comparisons and sums are."""
    return lambda frame: operator(left(frame), right)


def _unary(operator: str, operand: Evaluate) -> Evaluate:
    if operator == "-":
        return lambda frame: operators.negate(operand(frame))
    boolean = operators.boolean
    return lambda frame: not boolean("not", operand(frame))


def _logical(operator: str, left: Evaluate, right: Evaluate) -> Evaluate:
    boolean = operators.boolean
    if operator == "and":
        return lambda frame: boolean("and", left(frame)) and boolean("and", right(frame))
    return lambda frame: boolean("or", left(frame)) or boolean("or", right(frame))


def _call(function: Function, arguments: list[Evaluate]) -> Evaluate:
    body, rest = function.body, defaults(function, len(arguments))
    if function.takes_context:
        return lambda frame: body(frame.run.context, *[a(frame) for a in arguments], *rest)
    if not rest and len(arguments) == 1:
        only = arguments[0]
        return lambda frame: body(only(frame))
    return lambda frame: body(*[argument(frame) for argument in arguments], *rest)


def defaults(function: Function, given: int) -> list[Any]:
    """The values of the parameters after the first `given`."""
    return [parameter.default for parameter in function.parameters[given:]]


def not_callable(value: Any) -> Raised:
    kind = type_name(value)
    return type_error(f"unsupported operand type for call: '{kind}' (expecting callable)")
