"""Google Cloud Workflows on one machine: the deployed YAML runs unchanged.

As a library (a server is `infra.engine.server`):

    from infra.engine import compile_source          # raises SourceErrors
    from infra.engine.testing import execute         # stubbed HTTP, time passes at once

    program = compile_source(Path("greet.workflows.yaml").read_text())
    assert execute(program, {"name": "Ana"}).result == "Hello, Ana"

A source goes through four stages, one package each:

    source       text to a tree that knows its lines       (YAML 1.2, JSON)
    language     tree to routines and steps, all checks    (with `expressions` inside `${…}`)
    runtime      steps to closures, run on asyncio
    stdlib, connectors   what steps can call
"""

from infra.engine.limits import Limits
from infra.engine.program import (
    Cancelled,
    ExecutionFailed,
    Program,
    SourceError,
    SourceErrors,
    compile_source,
    run,
)
from infra.engine.runtime.history import History
from infra.engine.values.errors import WorkflowError

__all__ = [
    "Cancelled",
    "ExecutionFailed",
    "History",
    "Limits",
    "Program",
    "SourceError",
    "SourceErrors",
    "WorkflowError",
    "compile_source",
    "run",
]
