"""Which variable a name means, and in which slot of which frame it lives.

Google's scopes: a variable belongs to its whole routine, except those first created inside `for`,
`except` or a parallel branch, which are local there. "Created" is judged over the whole routine,
not by textual order.
https://cloud.google.com/workflows/docs/reference/syntax/variables#variable-scope
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from infra.engine.language.nodes import (
    Assign,
    Call,
    For,
    Parallel,
    Routine,
    Step,
    Steps,
    Switch,
    Target,
    Try,
)
from infra.engine.source.error import Refusals


@dataclass(slots=True)
class Layout:
    """The slots of one kind of frame: of a routine, or of a parallel branch."""

    shared: frozenset[str] = frozenset()
    """variables of frames further out that this branch may write"""
    names: list[str] = field(default_factory=list)
    """by slot"""


@dataclass(slots=True)
class Scope:
    layout: Layout
    outer: Scope | None = None
    slots: dict[str, int] = field(default_factory=dict)
    _visible: dict[str, tuple[int, int]] | None = None

    def declare(self, name: str) -> int:
        if name not in self.slots:
            self.slots[name] = len(self.layout.names)
            self.layout.names.append(name)
        return self.slots[name]

    def find(self, name: str) -> tuple[int, int] | None:
        """(frames outwards, slot) of the variable, or None."""
        outwards = 0
        for scope in self.chain():
            if name in scope.slots:
                return outwards, scope.slots[name]
            outwards += scope.is_branch
        return None

    def chain(self) -> Iterator[Scope]:
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    @property
    def is_branch(self) -> bool:
        return self.outer is not None and self.outer.layout is not self.layout

    def visible(self) -> dict[str, tuple[int, int]]:
        """Every variable in scope with its place, as `find` tells it, once all are declared."""
        if self._visible is None:
            names = sorted({name for scope in self.chain() for name in scope.slots})
            self._visible = {name: found for name in names if (found := self.find(name))}
        return self._visible

    def may_write(self, name: str) -> bool:
        """False for a variable outside a parallel step that does not share it."""
        for scope in self.chain():
            if name in scope.slots:
                return True
            if scope.is_branch and name not in scope.layout.shared:
                return False
        return True


@dataclass(slots=True)
class Scopes:
    """The scope of every block of a routine that opens one."""

    routine: Scope
    by_block: dict[int, Scope]
    """by id() of the Steps node"""

    def of(self, block: Steps, around: Scope) -> Scope:
        return self.by_block.get(id(block), around)


def scopes_of(routine: Routine, refusals: Refusals) -> Scopes:
    """Declare every variable; refuses writes to what a parallel step does not share."""
    scope = Scope(Layout())
    for parameter in routine.parameters:
        scope.declare(parameter.name)
    declarations = _Declarations(refusals)
    declarations.block(routine.steps, scope)
    return Scopes(scope, declarations.by_block)


@dataclass(frozen=True, slots=True)
class _Inner:
    """A block with a scope of its own, declared after everything around it."""

    block: Steps
    scope: Scope
    step: str
    loop: For | None = None


class _Declarations:
    def __init__(self, refusals: Refusals) -> None:
        self.refusals = refusals
        self.by_block: dict[int, Scope] = {}

    def block(self, block: Steps, scope: Scope) -> None:
        """Declare what `block` writes, then what the scopes inside it write."""
        inner: list[_Inner] = []
        self.steps(block.steps, scope, inner)
        for inside in inner:
            self.by_block[id(inside.block)] = inside.scope
            if inside.loop is not None:
                self.loop_variables(inside.loop, inside)
            self.block(inside.block, inside.scope)

    def steps(self, steps: list[Step], scope: Scope, inner: list[_Inner]) -> None:
        for step in steps:
            self.step(step, scope, inner)

    def step(self, step: Step, scope: Scope, inner: list[_Inner]) -> None:
        match step.action:
            case Assign(assignments=assignments):
                for target, _ in assignments:
                    self.write(target, step, scope)
            case Call(result=Target() as target):
                self.write(target, step, scope)
            case Switch(conditions=conditions):
                self.steps([condition.step for condition in conditions], scope, inner)
            case Steps() as nested:
                self.steps(nested.steps, scope, inner)
            case For() as loop:
                inner.append(_Inner(loop.steps, Scope(scope.layout, scope), step.name, loop))
            case Try() as attempt:
                self.attempt(attempt, step, scope, inner)
            case Parallel() as parallel:
                self.parallel(parallel, step, scope, inner)

    def write(self, target: Target, step: Step, scope: Scope) -> None:
        name = target.variable
        known = scope.find(name)
        if known and not scope.may_write(name):
            message = f"error in step {step.name}: variable '{name}' is written inside a parallel"
            self.refusals.add(f"{message} step but is not in its 'shared'", target.formula.at)
        elif not known and not target.path:
            scope.declare(name)

    def loop_variables(self, loop: For, inside: _Inner) -> None:
        for name in (loop.value, loop.index):
            if name and inside.scope.find(name):
                message = f"error in step {inside.step}: loop variable '{name}' is already in use"
                self.refusals.add(message, loop.value_at)
            elif name:
                inside.scope.declare(name)

    def attempt(self, attempt: Try, step: Step, scope: Scope, inner: list[_Inner]) -> None:
        self.step(attempt.body, scope, inner)
        if attempt.handler is not None:
            inside = Scope(scope.layout, scope)
            if attempt.error:
                inside.declare(attempt.error)
            inner.append(_Inner(attempt.handler, inside, step.name))

    def parallel(self, parallel: Parallel, step: Step, scope: Scope, inner: list[_Inner]) -> None:
        shared = frozenset(name for name, _ in parallel.shared)
        for branch in parallel.branches:
            if isinstance(branch.action, Steps):
                inner.append(_Inner(branch.action, Scope(Layout(shared), scope), step.name))
        if parallel.loop is not None:
            loop = parallel.loop
            inner.append(_Inner(loop.steps, Scope(Layout(shared), scope), step.name, loop))
