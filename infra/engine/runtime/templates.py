"""Compiles the values of a source: literals with expressions in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from infra.engine.language.check import formulas
from infra.engine.language.nodes import (
    Constant,
    Formula,
    ListTemplate,
    MapTemplate,
    Template,
)
from infra.engine.runtime.awaited import compiled_awaited
from infra.engine.runtime.expressions import (
    AwaitedEvaluate,
    Evaluate,
    Names,
    awaits,
    located,
)
from infra.engine.runtime.frame import Frame
from infra.engine.source.error import Position
from infra.engine.values.errors import Raised, type_error
from infra.engine.values.values import type_name


@dataclass(frozen=True, slots=True)
class Value:
    """How to get a value: by a plain call when it cannot wait, else by awaiting."""

    now: Evaluate | None
    later: AwaitedEvaluate

    @property
    def awaits(self) -> bool:
        return self.now is None

    async def get(self, frame: Frame) -> Any:
        return self.now(frame) if self.now is not None else await self.later(frame)


def value_of(template: Template, names: Names) -> Value:
    if any(awaits(formula.node, names) for formula in formulas(template)):
        return Value(None, awaited(template, names))
    now = immediate(template, names)

    async def later(frame: Frame) -> Any:
        return now(frame)

    return Value(now, later)


def immediate(template: Template, names: Names) -> Evaluate:
    if not formulas(template):
        # values are never changed in place while shared, so one literal serves every evaluation
        constant = _literal(template)
        return lambda frame: constant
    match template:
        case Formula(node=node, at=at):
            return located(node, at, names)
        case ListTemplate(items=items):
            parts = [immediate(item, names) for item in items]
            return lambda frame: [part(frame) for part in parts]
        case MapTemplate(entries=entries):
            pairs = [(_key(key, names), immediate(value, names)) for key, value in entries]
            return lambda frame: {key(frame): value(frame) for key, value in pairs}
        case _:
            raise AssertionError(template)


def _literal(template: Template) -> Any:
    match template:
        case ListTemplate(items=items):
            return [_literal(item) for item in items]
        case MapTemplate(entries=entries):
            return {_literal(key): _literal(value) for key, value in entries}
        case Constant(value=value):
            return value
        case _:
            raise AssertionError(template)


def _key(key: Constant | Formula, names: Names) -> Evaluate:
    evaluate = immediate(key, names)
    return lambda frame: _checked_key(evaluate(frame), key.at)


def _checked_key(value: Any, at: Position) -> str:
    if type(value) is str:
        return value
    error = type_error(f"the key of a map must be a string; got: {type_name(value)}")
    error.at = at
    raise error


def awaited(template: Template, names: Names) -> AwaitedEvaluate:
    match template:
        case Formula(node=node, at=at):
            return _located(compiled_awaited(node, names), at)
        case ListTemplate(items=items):
            return _list([value_of(item, names) for item in items])
        case MapTemplate(entries=entries):
            pairs = [(key.at, value_of(key, names), value_of(v, names)) for key, v in entries]
            return _map(pairs)
        case _:
            return value_of(template, names).later


def _located(evaluate: AwaitedEvaluate, at: Position) -> AwaitedEvaluate:
    async def evaluate_here(frame: Frame) -> Any:
        try:
            return await evaluate(frame)
        except Raised as error:
            error.at = error.at or at
            raise

    return evaluate_here


def _list(items: list[Value]) -> AwaitedEvaluate:
    async def evaluate(frame: Frame) -> Any:
        return [await item.later(frame) for item in items]

    return evaluate


def _map(pairs: list[tuple[Position, Value, Value]]) -> AwaitedEvaluate:
    async def evaluate(frame: Frame) -> Any:
        return {
            _checked_key(await key.later(frame), at): await value.later(frame)
            for at, key, value in pairs
        }

    return evaluate
