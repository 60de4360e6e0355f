"""Expressions that call subworkflows or connectors, compiled to coroutine functions."""

from __future__ import annotations

from typing import Any

from infra.engine.expressions import operators
from infra.engine.expressions.nodes import (
    Binary,
    Call,
    Index,
    ListOf,
    Member,
    Node,
    Unary,
)
from infra.engine.runtime.connector import named
from infra.engine.runtime.expressions import (
    AwaitedEvaluate,
    Names,
    awaits,
    compiled,
    defaults,
)
from infra.engine.runtime.frame import Frame
from infra.engine.stdlib.library import FUNCTIONS


def compiled_awaited(node: Node, names: Names) -> AwaitedEvaluate:
    """A coroutine function that evaluates `node`; parts that cannot wait stay plain closures."""
    if not awaits(node, names):
        return _plain(node, names)
    match node:
        case Call(function=function, arguments=arguments):
            return _call(function, [compiled_awaited(a, names) for a in arguments], names)
        case Member(target=target, name=name):
            return _member(compiled_awaited(target, names), name)
        case Index(target=target, index=index):
            element = operators.element
            return _both(element, compiled_awaited(target, names), compiled_awaited(index, names))
        case ListOf(items=items):
            return _list([compiled_awaited(item, names) for item in items])
        case Unary(operator=operator, operand=operand):
            return _unary(operator, compiled_awaited(operand, names))
        case Binary(operator=("and" | "or") as operator, left=left, right=right):
            sides = compiled_awaited(left, names), compiled_awaited(right, names)
            return _logical(operator, *sides)
        case Binary(operator=operator, left=left, right=right):
            apply = operators.BINARY[operator]
            return _both(apply, compiled_awaited(left, names), compiled_awaited(right, names))
        case _:
            return _plain(node, names)


def _plain(node: Node, names: Names) -> AwaitedEvaluate:
    value = compiled(node, names)

    async def evaluate(frame: Frame) -> Any:
        return value(frame)

    return evaluate


def _call(function: str, arguments: list[AwaitedEvaluate], names: Names) -> AwaitedEvaluate:
    async def values(frame: Frame) -> list[Any]:
        return [await argument(frame) for argument in arguments]

    async def routine(frame: Frame) -> Any:
        given = await values(frame)
        return await names.routines[function].invoke(frame.run, frame, given, frame.entry)

    async def connector(frame: Frame) -> Any:
        context = frame.run.context
        return await context.connectors.call(
            function, named(function, await values(frame)), context
        )

    async def library(frame: Frame) -> Any:
        found = FUNCTIONS[function]
        context = [frame.run.context] if found.takes_context else []
        return found.body(*context, *await values(frame), *defaults(found, len(arguments)))

    if function in FUNCTIONS:
        return library
    return routine if function in names.routines else connector


def _member(target: AwaitedEvaluate, name: str) -> AwaitedEvaluate:
    async def evaluate(frame: Frame) -> Any:
        return operators.member(await target(frame), name)

    return evaluate


def _both(
    operator: operators.Operator, left: AwaitedEvaluate, right: AwaitedEvaluate
) -> AwaitedEvaluate:
    async def evaluate(frame: Frame) -> Any:
        return operator(await left(frame), await right(frame))

    return evaluate


def _list(items: list[AwaitedEvaluate]) -> AwaitedEvaluate:
    async def evaluate(frame: Frame) -> Any:
        return [await item(frame) for item in items]

    return evaluate


def _unary(operator: str, operand: AwaitedEvaluate) -> AwaitedEvaluate:
    async def negative(frame: Frame) -> Any:
        return operators.negate(await operand(frame))

    async def inverse(frame: Frame) -> Any:
        return not operators.boolean("not", await operand(frame))

    return negative if operator == "-" else inverse


def _logical(operator: str, left: AwaitedEvaluate, right: AwaitedEvaluate) -> AwaitedEvaluate:
    decisive = operator == "or"

    async def evaluate(frame: Frame) -> Any:
        if operators.boolean(operator, await left(frame)) is decisive:
            return decisive
        return operators.boolean(operator, await right(frame))

    return evaluate
