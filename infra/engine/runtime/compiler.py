"""From checked nodes to compiled steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from infra.engine.language import nodes
from infra.engine.language.jumps import Way, lists_of, ways
from infra.engine.language.scopes import Scope, Scopes
from infra.engine.runtime.attempts import Attempts
from infra.engine.runtime.calls import compile_call, step_type
from infra.engine.runtime.expressions import Names
from infra.engine.runtime.frame import Frame
from infra.engine.runtime.loops import Items, Loop
from infra.engine.runtime.parallel import Branch, Parallel
from infra.engine.runtime.routine import CompiledRoutine
from infra.engine.runtime.simple import (
    Compiled,
    compile_assign,
    compile_raise,
    compile_return,
    nothing,
)
from infra.engine.runtime.steps import (
    BREAK,
    CONTINUE,
    END,
    AwaitedExecute,
    Block,
    CompiledStep,
    Marker,
    Outcome,
    run_steps,
)
from infra.engine.runtime.switch import Case, compile_switch
from infra.engine.runtime.templates import value_of


def compile_workflow(
    workflow: nodes.Workflow, scopes: Mapping[str, Scopes]
) -> dict[str, CompiledRoutine]:
    """The routines of a checked workflow, `main` among them."""
    routines = {name: CompiledRoutine(name) for name in workflow.routines}
    for name, routine in workflow.routines.items():
        _RoutineCompiler(routines[name], scopes[name], routines).compile(routine)
    return routines


@dataclass(frozen=True, slots=True)
class _Place:
    """What names mean where the compiler is, and how to get to other steps."""

    names: Names
    ways: Mapping[str, Way] = field(default_factory=dict)
    around: frozenset[Block] = frozenset()
    """the lists of steps that are running there"""


class _RoutineCompiler:
    def __init__(
        self, target: CompiledRoutine, scopes: Scopes, routines: Mapping[str, CompiledRoutine]
    ) -> None:
        self.target = target
        self.scopes = scopes
        self.routines = routines
        self.blocks: dict[int, Block] = {}
        """by the identity of the list in the source, made before anybody jumps there"""

    def compile(self, routine: nodes.Routine) -> None:
        scope = self.scopes.routine
        bare = Names(Scope(scope.layout), self.routines)
        self.target.parameters = [
            (p.name, None if p.default is None else value_of(p.default, bare))
            for p in routine.parameters
        ]
        self.blocks[id(routine.steps)] = self.target.block
        self.room(routine.steps, _Place(Names(scope, self.routines)))
        self.target.size = len(scope.layout.names)
        self.target.blocks = list(self.blocks.values())

    def room(self, steps: nodes.Steps, place: _Place) -> Block:
        """Steps that can jump to one another, and to what can be reached from `place`."""
        return self.block(steps, replace(place, ways={**place.ways, **ways(steps)}))

    def block(self, steps: nodes.Steps, place: _Place) -> Block:
        block = self.block_of(steps)
        block.scope = self.scopes.of(steps, place.names.scope)
        names = Names(block.scope, self.routines)
        inside = _Place(names, place.ways, place.around | {block})
        block.steps = [self.step(step, inside) for step in steps.steps]
        return block

    def block_of(self, steps: nodes.Steps) -> Block:
        return self.blocks.setdefault(id(steps), Block())

    def step(self, step: nodes.Step, place: _Place) -> CompiledStep:
        kind, (execute, waits) = self.action(step, place)
        jump = self.jump(step.next, place)
        return CompiledStep(step.name, self.target.name, kind, step.action_at, execute, waits, jump)

    def jump(self, jump: nodes.NextStep | None, place: _Place) -> Outcome | None:
        if jump is None:
            return None
        way = place.ways.get(jump.name)
        return self.outcome(way, place) if way else _WORDS[jump.name]

    def outcome(self, way: Way, place: _Place) -> Outcome:
        """From the innermost list on the way that is running already, inwards."""
        inside = None
        for steps, index in reversed(way):
            block = self.block_of(steps)
            inside = Outcome(block, index, inside)
            if block in place.around:
                return inside
        raise AssertionError(way)

    def action(self, step: nodes.Step, place: _Place) -> tuple[str, Compiled]:
        """The step type and what executes it."""
        names = place.names
        match step.action:
            case nodes.Assign() as assign:
                return "STEP_ASSIGN", compile_assign(assign, names)
            case nodes.Call() as call:
                return step_type(call), compile_call(call, step.name, names, self.routines)
            case nodes.Switch() as switch:
                return "STEP_SWITCH", self.switch(switch, step, place)
            case nodes.For() as loop:
                return "STEP_FOR", (self.loop(loop, step, place).execute, True)
            case nodes.Parallel() as parallel:
                kind = "STEP_PARALLEL_FOR" if parallel.loop else "STEP_PARALLEL_BRANCH"
                return kind, (self.parallel(parallel, step, place).execute, True)
            case nodes.Try() as attempt:
                return "STEP_TRY_RETRY_EXCEPT", (self.attempt(attempt, step, place).execute, True)
            case nodes.Raise() as raised:
                return "STEP_RAISE", compile_raise(raised, names)
            case nodes.Return() as returned:
                return "STEP_RETURN", compile_return(returned, names)
            case nodes.Steps() as nested:
                return "STEP_TYPE_UNSPECIFIED", (self.nested(nested, place), True)
            case None:
                return "STEP_GOTO", (nothing, False)

    def nested(self, steps: nodes.Steps, place: _Place) -> AwaitedExecute:
        block = self.block(steps, place)

        async def execute(frame: Frame, entry: int) -> Outcome | None:
            return await run_steps(frame, block, entry)

        return execute

    def switch(self, switch: nodes.Switch, step: nodes.Step, place: _Place) -> Compiled:
        total = len(switch.conditions)
        cases = [
            Case(
                value_of(condition.condition, place.names),
                condition.condition.at,
                self.step(condition.step, place),
                ("PROGRESS_TYPE_SWITCH", number, total),
                self.marker(step, "STEP_CONDITION"),
                tuple(map(self.block_of, lists_of(condition.step.action))),
            )
            for number, condition in enumerate(switch.conditions, 1)
        ]
        return compile_switch(cases)

    def loop(self, loop: nodes.For, step: nodes.Step, place: _Place) -> Loop:
        scope = self.scopes.of(loop.steps, place.names.scope)
        value, index = self.loop_slots(loop, scope)
        body = self.room(loop.steps, replace(place, ways={}))
        inner = [s for s in scope.slots.values() if s not in (value, index)]
        items = self.items(loop, place)
        marker = self.marker(step, "STEP_FOR_ITERATION")
        return Loop(marker, items, body, value, index, tuple(inner))

    def loop_slots(self, loop: nodes.For, scope: Scope) -> tuple[int, int | None]:
        return scope.slots[loop.value], scope.slots[loop.index] if loop.index else None

    def items(self, loop: nodes.For, place: _Place) -> Items:
        if loop.items is not None:
            return Items(value_of(loop.items, place.names), None)
        assert loop.range is not None  # the reader wants one of the two
        return Items(None, value_of(loop.range, place.names))

    def parallel(self, parallel: nodes.Parallel, step: nodes.Step, place: _Place) -> Parallel:
        limit = parallel.concurrency
        concurrency = None if limit is None else value_of(limit, place.names)
        if parallel.loop is not None:
            branch = self.iteration(parallel.loop, step, place)
            return Parallel([branch], self.items(parallel.loop, place), concurrency)
        branches = [self.branch(branch, place) for branch in parallel.branches]
        return Parallel(branches, None, concurrency)

    def iteration(self, loop: nodes.For, step: nodes.Step, place: _Place) -> Branch:
        scope = self.scopes.of(loop.steps, place.names.scope)
        value, index = self.loop_slots(loop, scope)
        block = self.room(loop.steps, replace(place, ways={}))
        marker = self.marker(step, "STEP_FOR_ITERATION")
        return Branch(marker, block, len(scope.layout.names), value, index)

    def branch(self, branch: nodes.Step, place: _Place) -> Branch:
        steps = branch.action
        assert isinstance(steps, nodes.Steps)  # the reader drops others
        scope = self.scopes.of(steps, place.names.scope)
        marker = self.marker(branch, "STEP_PARALLEL_BRANCH_ENTRY")
        block = self.room(steps, replace(place, ways={}))
        return Branch(marker, block, len(scope.layout.names))

    def attempt(self, attempt: nodes.Try, step: nodes.Step, place: _Place) -> Attempts:
        handler = error_slot = None
        if attempt.handler is not None:
            scope = self.scopes.of(attempt.handler, place.names.scope)
            error_slot = scope.slots[attempt.error] if attempt.error else None
            handler = self.room(attempt.handler, place)
        retry = None if attempt.retry is None else value_of(attempt.retry, place.names)
        body = self.body(attempt.body, place)
        return Attempts(step.name, self.target.name, body, retry, handler, error_slot)

    def body(self, step: nodes.Step, place: _Place) -> Block:
        """The steps of a try, or its one action as a list of one step."""
        if isinstance(step.action, nodes.Steps) and step.next is None:
            return self.block(step.action, place)
        return Block([self.step(step, place)], place.names.scope)

    def marker(self, step: nodes.Step, kind: str) -> Marker:
        return Marker(step.name, self.target.name, kind)


_WORDS: dict[str, Outcome] = {"end": END, "break": BREAK, "continue": CONTINUE}
