"""The engine as a library: a source becomes a Program, a Program runs.

program = compile_source(text)  # raises SourceErrors
result = await run(program, argument, context, History(False, context.clock))
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from infra.engine.language.check import check_workflow
from infra.engine.language.reader import read_workflow
from infra.engine.limits import GOOGLE, SOURCE_BYTES, Limits
from infra.engine.runtime.compiler import compile_workflow
from infra.engine.runtime.frame import Run
from infra.engine.runtime.history import History
from infra.engine.runtime.routine import CompiledRoutine
from infra.engine.source.error import Position, Refusals, SourceError, SourceErrors
from infra.engine.source.tree import read_tree
from infra.engine.values import json_text
from infra.engine.values.errors import (
    Cancelled,
    ExecutionFailed,
    Raised,
    ResourceLimitError,
    StackFrame,
    value_error,
)
from infra.engine.world.context import Context

__all__ = [
    "Cancelled",
    "ExecutionFailed",
    "History",
    "Limits",
    "Program",
    "SourceError",
    "SourceErrors",
    "StackFrame",
    "compile_source",
    "run",
]

# Twenty nested calls, each through as many blocks as a source can nest, must fit on Python's stack.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 3_000))


@dataclass(frozen=True, slots=True)
class Program:
    """A workflow that can be deployed and run any number of times, also at once."""

    source: str
    filename: str
    routines: dict[str, CompiledRoutine]

    @property
    def main(self) -> CompiledRoutine:
        return self.routines["main"]

    @property
    def has_main_params(self) -> bool:
        return bool(self.main.parameters)


def compile_source(
    text: str, filename: str = "main.yaml", stubbed: Collection[str] = ()
) -> Program:
    """Parse, check and compile a YAML or JSON source. Raises SourceErrors with everything found.

    `stubbed` are connectors beyond those that Google has.
    """
    refusals = Refusals(text, filename)
    if len(text.encode(errors="surrogatepass")) > SOURCE_BYTES:
        message = f"the source is larger than {SOURCE_BYTES} bytes ({SOURCE_BYTES // 1024} KB)"
        refusals.add(message, Position(1, 1))
        refusals.raise_if_any()
    workflow = read_workflow(read_tree(text, refusals), refusals)
    scopes = check_workflow(workflow, refusals, stubbed)
    refusals.raise_if_any()
    return Program(text, filename, compile_workflow(workflow, scopes))


async def run(
    program: Program,
    argument: Any,
    context: Context,
    history: History,
    limits: Limits = GOOGLE,
) -> Any:
    """Run `main` with the decoded argument (None when none was given); returns the result value.

    Raises ExecutionFailed when nothing catches an error, Cancelled when the task is cancelled.
    """
    execution = Run(context, history, limits)
    values = [argument] if program.has_main_params else []
    try:
        if len(_encoded(argument)) > limits.argument_bytes:
            raise ResourceLimitError(f"the argument is larger than {limits.argument_bytes} bytes")
        result = await program.main.invoke(execution, None, values)
        _check_result(result, limits)
        return result
    except Raised as error:
        raise ExecutionFailed(error) from None
    except RecursionError:
        history.abandon()
        raise ExecutionFailed(ResourceLimitError("a value is nested too deeply")) from None
    except asyncio.CancelledError:
        raise Cancelled from None
    except Exception:
        history.abandon()
        raise


def _check_result(result: Any, limits: Limits) -> None:
    """Raises ValueError for what JSON cannot carry, ResourceLimitError for what is too large."""
    try:
        size = len(_encoded(result))
    except ValueError as error:
        raise value_error(f"the result cannot be returned: {error}") from None
    if size > limits.result_bytes:
        message = f"the result is larger than {limits.result_bytes} bytes"
        raise ResourceLimitError(message, "ResultSizeLimitExceededError")


def _encoded(value: Any) -> bytes:
    return json_text.encode(value).encode(errors="surrogatepass")
