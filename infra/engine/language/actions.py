"""Reads steps and the actions in them."""

from __future__ import annotations

import re
from collections.abc import Callable

from infra.engine.language.blocks import BlockReader
from infra.engine.language.nodes import (
    Action,
    Assign,
    Call,
    Constant,
    ListTemplate,
    MapTemplate,
    NextStep,
    Raise,
    Return,
    Step,
    Steps,
    Target,
    Template,
)
from infra.engine.language.templates import TemplateReader
from infra.engine.limits import ASSIGNMENTS_PER_STEP, STEPS_PER_LIST
from infra.engine.source.error import Position, Refusals
from infra.engine.source.tree import Mapping, Scalar, Sequence, Tree

_STEP_NAME = re.compile(r"(?!\$\{).+")
"""Google enforces no convention; an expression is none"""
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ACTIONS = ("assign", "call", "for", "parallel", "raise", "return", "steps", "switch", "try")
_COMPANIONS = {"args": "call", "result": "call", "retry": "try", "except": "try"}


class ActionReader:
    """Reads lists of steps. A refused part is left out, so that the rest can still be checked."""

    def __init__(self, refusals: Refusals) -> None:
        self.refusals = refusals
        self.templates = TemplateReader(refusals)
        self.blocks = BlockReader(self)
        self.readers: dict[str, Callable[[str, Tree, Mapping, str], Action]] = {
            "assign": self.assign,
            "call": self.call,
            "for": self.blocks.for_,
            "parallel": self.blocks.parallel,
            "raise": self.raise_,
            "return": self.return_,
            "steps": self.nested,
            "switch": self.blocks.switch,
            "try": self.blocks.try_,
        }

    def refuse(self, message: str, at: Position) -> None:
        self.refusals.add(message, at)

    # lists of steps

    def steps_field(self, body: Mapping, at: Position, where: str) -> Steps:
        if "steps" not in body.entries:
            self.refuse(f"{where}: 'steps' is missing", at)
            return Steps([], at)
        return self.steps(body.entries["steps"][1], where)

    def steps(self, tree: Tree, where: str) -> Steps:
        if not isinstance(tree, Sequence) or not tree.items:
            self.refuse(f"{where}: 'steps' must be a list of at least one step", tree.at)
            return Steps([], tree.at)
        if len(tree.items) > STEPS_PER_LIST:
            self.refuse(f"{where}: more than {STEPS_PER_LIST} steps", tree.at)
        return Steps([step for item in tree.items if (step := self.step(item, where))], tree.at)

    def step(self, item: Tree, where: str) -> Step | None:
        if not isinstance(item, Mapping) or len(item.entries) != 1:
            self.refuse(f"{where}: a step is one name and its body", item.at)
            return None
        ((key, body),) = item.entries.values()
        if not _STEP_NAME.fullmatch(key.text):
            self.refuse(f"{where}: '{key.text}' is not a valid step name", key.at)
        return self.body(key.text, key.at, body)

    # one step

    def body(self, name: str, at: Position, body: Tree, extra: tuple[str, ...] = ()) -> Step:
        """The step `name` from its body; `extra` are fields the caller reads himself."""
        where = f"error in step {name}"
        if not isinstance(body, Mapping) or not body.entries:
            self.refuse(f"{where}: the body of a step is a map such as 'assign: …'", body.at)
            return Step(name, at, at, None, None)
        kinds = [key for key in body.entries if key in _ACTIONS]
        self.refuse_fields(body, kinds, extra, where)
        jump = self.next(body, where)
        if not kinds:
            return Step(name, at, at, None, jump)
        word, tree = body.entries[kinds[0]]
        return Step(name, at, word.at, self.readers[kinds[0]](name, tree, body, where), jump)

    def refuse_fields(
        self, body: Mapping, kinds: list[str], extra: tuple[str, ...], where: str
    ) -> None:
        for text, (key, _) in body.entries.items():
            if text in _COMPANIONS:
                if _COMPANIONS[text] not in kinds:
                    self.refuse(f"{where}: '{text}' needs '{_COMPANIONS[text]}'", key.at)
            elif text not in (*_ACTIONS, "next", *extra):
                self.refuse(f"{where}: unknown field '{text}'", key.at)
        for kind in kinds[1:]:
            message = f"{where}: a step has one action, found '{kinds[0]}' and '{kind}'"
            self.refuse(message, body.entries[kind][0].at)
        if body.entries.keys() <= set(extra):
            self.refuse(f"{where}: the step has no action", body.at)
        if "next" in body.entries and kinds and kinds[0] in ("return", "raise"):
            self.refuse(f"{where}: 'next' after '{kinds[0]}' is never reached", body.at)

    def next(self, body: Mapping, where: str) -> NextStep | None:
        if "next" not in body.entries:
            return None
        tree = body.entries["next"][1]
        if isinstance(tree, Scalar) and _STEP_NAME.fullmatch(tree.text):
            return NextStep(tree.text, tree.at)
        self.refuse(f"{where}: 'next' must be the name of a step", tree.at)
        return None

    # actions

    def assign(self, name: str, tree: Tree, body: Mapping, where: str) -> Assign:
        if not isinstance(tree, Sequence) or not tree.items:
            self.refuse(f"{where}: 'assign' must be a list of 'variable: value'", tree.at)
            return Assign([])
        if len(tree.items) > ASSIGNMENTS_PER_STEP:
            self.refuse(f"{where}: more than {ASSIGNMENTS_PER_STEP} assignments", tree.at)
        return Assign([pair for item in tree.items if (pair := self.assignment(item, where))])

    def assignment(self, item: Tree, where: str) -> tuple[Target, Template] | None:
        if not isinstance(item, Mapping) or len(item.entries) != 1:
            self.refuse(f"{where}: an assignment is one 'variable: value'", item.at)
            return None
        ((key, value),) = item.entries.values()
        target = self.templates.target(key, where)
        read = self.templates.template(value, f"{where}: error evaluating assignment")
        return (target, read) if target else None

    def call(self, name: str, tree: Tree, body: Mapping, where: str) -> Call | None:
        if not isinstance(tree, Scalar) or not isinstance(tree.value, str) or not tree.text:
            self.refuse(f"{where}: 'call' must be the name of a function", tree.at)
            return None
        return Call(tree.text, tree.at, self.arguments(body, where), self.result(body, where))

    def result(self, body: Mapping, where: str) -> Target | None:
        if "result" not in body.entries:
            return None
        tree = body.entries["result"][1]
        name = self.variable(tree, "result", where)
        return self.templates.target(tree, where) if name and isinstance(tree, Scalar) else None

    def arguments(self, body: Mapping, where: str) -> MapTemplate | ListTemplate | None:
        if "args" not in body.entries:
            return None
        tree = body.entries["args"][1]
        read = self.templates.template(tree, f"{where}: error evaluating args")
        if isinstance(read, (MapTemplate, ListTemplate)):
            return read
        if not (isinstance(read, Constant) and read.value is None):
            self.refuse(f"{where}: 'args' must be a map or a list", tree.at)
        return None

    def raise_(self, name: str, tree: Tree, body: Mapping, where: str) -> Raise:
        return Raise(self.templates.template(tree, f"{where}: error evaluating raise value"))

    def return_(self, name: str, tree: Tree, body: Mapping, where: str) -> Return:
        return Return(self.templates.template(tree, f"{where}: error evaluating return value"))

    def nested(self, name: str, tree: Tree, body: Mapping, where: str) -> Steps:
        return self.steps(tree, where)

    def variable(self, tree: Tree, field: str, where: str) -> str | None:
        if isinstance(tree, Scalar) and _VARIABLE.fullmatch(tree.text):
            return tree.text
        self.refuse(f"{where}: '{field}' must be a variable name", tree.at)
        return None
