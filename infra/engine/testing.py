"""Run a workflow in a test, against stubbed HTTP and a clock on which an hour passes at once.

    def test_asks_for_a_room(workflow):
        done = workflow("rooms.workflows.yaml", {"id": 7}, http=lambda request: json_response(2))
        assert done.result == 2
        assert done.requests[0].url == "https://rooms.example/7"

Make the fixture known with `pytest_plugins = ["infra.engine.testing"]`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from infra.engine.limits import GOOGLE, Limits
from infra.engine.program import ExecutionFailed, Program, compile_source, run
from infra.engine.runtime.history import History, StepEntry
from infra.engine.runtime.parts import run_step, run_subworkflow
from infra.engine.stubs import (
    ENVIRONMENT,
    RecordedLog,
    Respond,
    StubCallbacks,
    StubConnectors,
    StubHttp,
    context_for,
    unreachable,
)
from infra.engine.values.errors import Raised
from infra.engine.world.clock import VirtualClock
from infra.engine.world.context import Context, HttpRequest


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of an execution."""

    result: Any
    error: ExecutionFailed | None
    entries: list[StepEntry]
    requests: list[HttpRequest]
    log: RecordedLog
    seconds: float
    """passed on the virtual clock"""

    @property
    def raised(self) -> Any:
        """The value nothing caught; None when the execution succeeded."""
        return self.error.payload if self.error else None


@dataclass(frozen=True, slots=True)
class World:
    """What answers in a test, and what bounds it; nothing is reachable unless it says so."""

    http: Respond = unreachable
    connectors: Mapping[str, Any] = field(default_factory=dict)
    """by name: a function of the arguments, or a fixed value"""
    callbacks: list[Mapping[str, Any]] = field(default_factory=list)
    environment: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = GOOGLE
    detailed: bool = False


Work = Callable[[Program, Context, History, Limits], Awaitable[Any]]


def execute(source: str | Path | Program, argument: Any = None, **world: Any) -> Finished:
    """Run a source (text, path of a file, or a Program) to its end; `world`: fields of World.

    Raises SourceErrors.
    """
    return _finished(source, lambda program, *rest: run(program, argument, *rest), World(**world))


def execute_subworkflow(
    source: str | Path | Program, name: str, arguments: Mapping[str, Any], **world: Any
) -> Finished:
    """Call one subworkflow of a source."""

    def work(program: Program, *rest: Any) -> Awaitable[Any]:
        return run_subworkflow(program.routines[name], arguments, *rest)

    return _finished(source, work, World(**world))


def execute_step(
    source: str | Path | Program,
    name: str,
    variables: Mapping[str, Any],
    *,
    routine: str = "main",
    **world: Any,
) -> Finished:
    """Run one step, with all below it, given the variables before it; `result` is a StepRun."""

    def work(program: Program, *rest: Any) -> Awaitable[Any]:
        return run_step(program.routines[routine], name, variables, *rest)

    return _finished(source, work, World(**world))


def _finished(source: str | Path | Program, work: Work, world: World) -> Finished:
    program = source
    if not isinstance(program, Program):
        program = compile_source(_text(program), stubbed=world.connectors)
    clock, log = VirtualClock(), RecordedLog()
    stub = StubHttp(world.http, clock)
    context = context_for(
        clock,
        environment={**ENVIRONMENT, **world.environment},
        http=stub,
        log=log,
        callbacks=StubCallbacks(clock, list(world.callbacks)),
        connectors=StubConnectors(world.connectors),
    )
    history = History(world.detailed, clock)
    started = clock.now()
    result, error = asyncio.run(_outcome(work(program, context, history, world.limits)))
    seconds = clock.now() - started
    return Finished(result, error, history.entries, stub.requests, log, seconds)


async def _outcome(running: Awaitable[Any]) -> tuple[Any, ExecutionFailed | None]:
    try:
        return await running, None
    except ExecutionFailed as error:
        return None, error
    except Raised as error:
        return None, ExecutionFailed(error)


def _text(source: str | Path) -> str:
    """A one-line text is the name of a file: no workflow fits in one line of YAML by habit."""
    if isinstance(source, Path) or ("\n" not in source and source.endswith((".yaml", ".json"))):
        return Path(source).read_text(encoding="utf-8")
    return source


class Workflows:
    """`workflow(…)` executes a whole one, `workflow.step(…)` or `.subworkflow(…)` a part."""

    __call__ = staticmethod(execute)
    step = staticmethod(execute_step)
    subworkflow = staticmethod(execute_subworkflow)


@pytest.fixture
def workflow() -> Workflows:
    return Workflows()
