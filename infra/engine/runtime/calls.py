"""Call steps: the standard library, connectors and subworkflows, with their call logs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from infra.engine.language.nodes import Call
from infra.engine.language.signatures import CONNECTORS
from infra.engine.runtime.assignment import Store, store
from infra.engine.runtime.call_log import Arguments, logged
from infra.engine.runtime.connector import named
from infra.engine.runtime.expressions import Names
from infra.engine.runtime.frame import Frame
from infra.engine.runtime.routine import CompiledRoutine
from infra.engine.runtime.simple import Compiled
from infra.engine.runtime.steps import AwaitedExecute
from infra.engine.runtime.templates import Value, value_of
from infra.engine.stdlib.function import REQUIRED, Function
from infra.engine.stdlib.library import FUNCTIONS
from infra.engine.values.errors import type_error

Perform = Callable[[Frame, int, Arguments], Awaitable[Any]]
"""(frame, entry, arguments) -> result"""


def step_type(call: Call) -> str:
    if call.function in FUNCTIONS:
        return "STEP_STD_LIB_CALL"
    return (
        "STEP_CONNECTOR_CALL" if call.function.startswith(CONNECTORS) else "STEP_SUBWORKFLOW_CALL"
    )


def compile_call(
    call: Call, step: str, names: Names, routines: Mapping[str, CompiledRoutine]
) -> Compiled:
    arguments = value_of(call.arguments, names) if call.arguments is not None else None
    put = store(call.result, names) if call.result else None
    return _execute(call, step, _perform(call.function, routines), arguments, put), True


def _perform(name: str, routines: Mapping[str, CompiledRoutine]) -> Perform:
    if name in routines:
        return _routine(routines[name])
    return _library(FUNCTIONS[name]) if name in FUNCTIONS else _connector(name)


def _routine(routine: CompiledRoutine) -> Perform:
    async def perform(frame: Frame, entry: int, arguments: Arguments) -> Any:
        if isinstance(arguments, list):
            return await routine.invoke(frame.run, frame, arguments, entry)
        return await routine.invoke_named(frame.run, frame, arguments, entry)

    return perform


def _connector(name: str) -> Perform:
    async def perform(frame: Frame, entry: int, arguments: Arguments) -> Any:
        if isinstance(arguments, list):
            arguments = named(name, arguments)
        context = frame.run.context
        return await context.connectors.call(name, arguments, context)

    return perform


def _library(function: Function) -> Perform:
    body, takes_context, blocking = function.body, function.takes_context, function.blocking
    defaults = {parameter.name: parameter.default for parameter in function.parameters}

    async def perform(frame: Frame, entry: int, arguments: Arguments) -> Any:
        values = _bound(function.name, defaults, arguments)
        result = body(frame.run.context, *values) if takes_context else body(*values)
        return await result if blocking else result

    return perform


def _bound(name: str, defaults: Mapping[str, Any], arguments: Arguments) -> Collection[Any]:
    """The arguments in the order of the parameters, defaults filled in. Raises TypeError."""
    if isinstance(arguments, list):
        arguments = dict(zip(defaults, arguments, strict=False))
    bound = {**defaults, **arguments}
    if len(bound) > len(defaults):
        unknown = min(bound.keys() - defaults.keys())
        raise type_error(f"'{name}' has no argument '{unknown}'")
    for parameter, value in bound.items():
        if value is REQUIRED:
            raise type_error(f"'{name}' is missing argument '{parameter}'")
    return bound.values()


def _execute(
    call: Call, step: str, perform: Perform, arguments: Value | None, put: Store | None
) -> AwaitedExecute:
    async def execute(frame: Frame, entry: int) -> None:
        values = {} if arguments is None else await arguments.get(frame)
        frame.run.weighed(values)
        if frame.run.context.log.calls_wanted:
            work = perform(frame, entry, values)
            result = await logged(frame.run.context, step, call.function, values, work)
        else:
            result = await perform(frame, entry, values)
        if put is not None:
            put(frame, result)

    return execute
