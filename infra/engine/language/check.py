"""Everything deployment refuses beyond the shape of the source: names, jumps, calls, scopes.

The messages follow the service's: https://cloud.google.com/workflows/docs/troubleshooting
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from infra.engine.language.check_calls import CallChecker
from infra.engine.language.jumps import ways
from infra.engine.language.nodes import (
    Assign,
    Call,
    For,
    Formula,
    NextStep,
    Parallel,
    Raise,
    Return,
    Routine,
    Step,
    Steps,
    Switch,
    Target,
    Template,
    Try,
    Workflow,
)
from infra.engine.language.scopes import Scope, Scopes, scopes_of
from infra.engine.source.error import Position, Refusals

_RESERVED = ("end",)
_LOOP_JUMPS = ("break", "continue")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the checker is: what names mean and where jumps may go."""

    scope: Scope
    labels: frozenset[str] = frozenset()
    loop_jumps: tuple[str, ...] = ()
    in_parallel: bool = False


def check_workflow(
    workflow: Workflow, refusals: Refusals, stubbed: Collection[str]
) -> dict[str, Scopes]:
    """Refuse what cannot run; the scopes of every routine, by its name, for the compiler.

    `stubbed` are connectors that are known to be answered, whatever Google knows of them.
    """
    calls = CallChecker(workflow, refusals, stubbed)
    calls.subworkflow_names()
    scopes = {name: scopes_of(routine, refusals) for name, routine in workflow.routines.items()}
    for name, routine in workflow.routines.items():
        _RoutineChecker(scopes[name], calls, refusals).routine(routine)
    return scopes


class _RoutineChecker:
    def __init__(self, scopes: Scopes, calls: CallChecker, refusals: Refusals) -> None:
        self.scopes = scopes
        self.calls = calls
        self.refusals = refusals
        self.named: dict[str, Position] = {}
        """where the names of steps are first: each is there once in a routine"""

    def routine(self, routine: Routine) -> None:
        place = _Place(self.scopes.routine)
        for parameter in routine.parameters:
            if parameter.default is not None:
                where = f"error in workflow {routine.name}: error evaluating default value"
                self.template(parameter.default, Scope(place.scope.layout), where)
        self.room(routine.steps, place)

    def room(self, block: Steps, place: _Place) -> None:
        """Steps that can jump to one another, and to what can be reached from `place`."""
        self.steps(block, replace(place, labels=place.labels | ways(block).keys()))

    def steps(self, block: Steps, place: _Place) -> None:
        inside = replace(place, scope=self.scopes.of(block, place.scope))
        for step in block.steps:
            self.name(step, inside)
            self.step(step, inside)

    def name(self, step: Step, place: _Place) -> None:
        if step.name in _RESERVED or (step.name in _LOOP_JUMPS and place.loop_jumps):
            self.refusals.add(f"'{step.name}' is reserved and cannot name a step", step.at)
        first = self.named.setdefault(step.name, step.at)
        if first is not step.at:
            message = f"duplicate step name '{step.name}', first at line {first.line}"
            self.refusals.add(message, step.at)

    def step(self, step: Step, place: _Place) -> None:
        where = f"error in step {step.name}"
        if step.next is not None:
            self.jump(step.next, place, where)
        match step.action:
            case Assign() as assign:
                self.assign(assign, place, where)
            case Call() as call:
                self.call(call, place, where)
            case Switch(conditions=conditions):
                for condition in conditions:
                    message = f"{where}: error evaluating condition"
                    self.template(condition.condition, place.scope, message)
                    self.step(condition.step, place)
            case Steps() as nested:
                self.steps(nested, place)
            case For() as loop:
                self.loop(loop, place, where, in_parallel=False)
            case Parallel() as parallel:
                self.parallel(parallel, place, where)
            case Try() as attempt:
                self.attempt(attempt, place, where)
            case Raise(value=value):
                self.template(value, place.scope, f"{where}: error evaluating raise value")
            case Return(value=value):
                self.return_(step, value, place, where)

    def jump(self, jump: NextStep, place: _Place, where: str) -> None:
        if jump.name in _LOOP_JUMPS and jump.name not in place.labels:
            if jump.name not in place.loop_jumps:
                message = f"{where}: '{jump.name}' is only possible inside a 'for' loop"
                self.refusals.add(message, jump.at)
        elif jump.name == "end":
            if place.in_parallel:
                message = f"{where}: 'next: end' is not possible inside a parallel step"
                self.refusals.add(message, jump.at)
        elif jump.name not in place.labels:
            message = f"{where}: step '{jump.name}' is not defined here"
            hint = "'next' leads into or out of no loop and no parallel branch, and into no except"
            self.refusals.add(f"{message}; {hint}", jump.at)

    def assign(self, assign: Assign, place: _Place, where: str) -> None:
        for target, value in assign.assignments:
            self.template(value, place.scope, f"{where}: error evaluating assignment")
            self.target(target, place.scope, f"{where}: error evaluating assignment")

    def target(self, target: Target, scope: Scope, where: str) -> None:
        self.template(target.formula, scope, where)
        self.calls.refuse_waiting(target.formula, where)

    def call(self, call: Call, place: _Place, where: str) -> None:
        self.calls.call_step(call, where)
        if call.arguments is not None:
            self.template(call.arguments, place.scope, f"{where}: error evaluating args")
        if call.result is not None:
            self.target(call.result, place.scope, f"{where}: error evaluating result")

    def return_(self, step: Step, value: Template, place: _Place, where: str) -> None:
        self.template(value, place.scope, f"{where}: error evaluating return value")
        if place.in_parallel:
            message = f"{where}: 'return' is not possible inside a parallel step"
            self.refusals.add(message, step.at)

    def loop(self, loop: For, place: _Place, where: str, in_parallel: bool) -> None:
        for template in (loop.items, loop.range):
            if template is not None:
                self.template(template, place.scope, f"{where}: error evaluating loop")
        inside = replace(
            place,
            labels=frozenset(),
            loop_jumps=("continue",) if in_parallel else _LOOP_JUMPS,
            in_parallel=place.in_parallel or in_parallel,
        )
        self.room(loop.steps, inside)

    def parallel(self, parallel: Parallel, place: _Place, where: str) -> None:
        for name, at in parallel.shared:
            if place.scope.find(name) is None:
                self.refusals.add(f"{where}: shared variable '{name}' is not defined", at)
        if parallel.concurrency is not None:
            message = f"{where}: error evaluating concurrency_limit"
            self.template(parallel.concurrency, place.scope, message)
        inside = replace(place, labels=frozenset(), loop_jumps=(), in_parallel=True)
        for branch in parallel.branches:
            self.name(branch, inside)
            if isinstance(branch.action, Steps):
                self.room(branch.action, inside)
        if parallel.loop is not None:
            self.loop(parallel.loop, place, where, in_parallel=True)

    def attempt(self, attempt: Try, place: _Place, where: str) -> None:
        self.step(attempt.body, place)
        if attempt.retry is not None:
            self.template(attempt.retry, place.scope, f"{where}: error evaluating retry")
        if attempt.handler is not None:
            self.room(attempt.handler, place)

    def template(self, template: Template, scope: Scope, where: str) -> None:
        for formula in formulas(template):
            self.calls.formula(formula, scope, where)


def formulas(template: Template) -> list[Formula]:
    """Every expression in a template, keys included."""
    match template:
        case Formula():
            return [template]
        case _ if hasattr(template, "items"):
            return [f for item in template.items for f in formulas(item)]
        case _ if hasattr(template, "entries"):
            return [f for pair in template.entries for part in pair for f in formulas(part)]
        case _:
            return []
