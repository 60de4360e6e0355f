"""One step or one subworkflow alone, as unit tests want them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from infra.engine.limits import Limits
from infra.engine.runtime.frame import Run
from infra.engine.runtime.history import History
from infra.engine.runtime.routine import CompiledRoutine
from infra.engine.runtime.steps import BREAK, CONTINUE, Block, Outcome, Return, run_steps, snapshot
from infra.engine.world.context import Context


@dataclass(frozen=True, slots=True)
class StepRun:
    """What came of one step."""

    variables: dict[str, Any]
    """all that have a value now"""
    next: str | None = None
    """the step it jumps to, or `break`, `continue`, `end`; None: the one below it"""
    result: Any = None
    """of a `return`"""


async def run_subworkflow(
    routine: CompiledRoutine,
    arguments: Mapping[str, Any],
    context: Context,
    history: History,
    limits: Limits,
) -> Any:
    return await routine.invoke_named(Run(context, history, limits), None, arguments)


async def run_step(
    routine: CompiledRoutine,
    name: str,
    variables: Mapping[str, Any],
    context: Context,
    history: History,
    limits: Limits,
) -> StepRun:
    """Raises LookupError for a step or a variable that is not there."""
    block, index = _place(routine, name)
    frame = Run(context, history, limits).open_frame(routine.size)
    for variable, value in variables.items():
        frame[_slot(block, variable)] = value
    alone = Block([replace(block.steps[index], next=None)], block.scope)
    outcome = await run_steps(frame, alone, 0) or block.steps[index].next
    return _told(outcome, snapshot(frame, block))


def _place(routine: CompiledRoutine, name: str) -> tuple[Block, int]:
    for block in routine.blocks:
        for index, step in enumerate(block.steps):
            if step.name == name:
                return block, index
    raise LookupError(f"'{routine.name}' has no step '{name}'")


def _slot(block: Block, variable: str) -> int:
    found = block.scope.find(variable) if block.scope is not None else None
    if found is None:
        raise LookupError(f"there is no variable '{variable}' at this step")
    outwards, slot = found
    if outwards:
        raise LookupError(f"'{variable}' is outside the parallel step: run that as a whole")
    return slot


def _told(outcome: Outcome | None, variables: dict[str, Any]) -> StepRun:
    if outcome is None:
        return StepRun(variables)
    if isinstance(outcome, Return):
        return StepRun(variables, "end", outcome.value)
    words = {id(BREAK): "break", id(CONTINUE): "continue"}
    return StepRun(variables, words.get(id(outcome)) or _name(outcome))


def _name(outcome: Outcome) -> str:
    while outcome.inside is not None:
        outcome = outcome.inside
    assert outcome.block is not None
    return outcome.block.steps[outcome.index].name
