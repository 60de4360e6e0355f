"""googleapis.workflowexecutions: other executions of the same engine.

https://cloud.google.com/workflows/docs/reference/googleapis/workflowexecutions/v1/projects.locations.workflows.executions/run
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from infra.engine.connectors.handler import Handler, project_of, required
from infra.engine.connectors.parameters import Parameters
from infra.engine.values import json_text
from infra.engine.values.errors import value_error
from infra.engine.world.context import Context

_PREFIX = "projects.locations.workflows.executions"


def executions_handlers() -> dict[str, Handler]:
    handlers: dict[str, Handler] = {"run": run, **dict.fromkeys(_METHODS, forward)}
    return {
        f"googleapis.workflowexecutions.{version}.{_PREFIX}.{method}": handler
        for version in ("v1", "v1beta")
        for method, handler in handlers.items()
    }


_METHODS = ("create", "get", "list", "cancel")


async def forward(
    name: str, args: Mapping[str, Any], parameters: Parameters, context: Context
) -> Any:
    return await context.executions.call(name.rpartition(".")[2], args)


async def run(name: str, args: Mapping[str, Any], parameters: Parameters, context: Context) -> Any:
    """Starts an execution and waits for its result; with skip_polling, gives the execution."""
    if parameters.skip_polling:
        return await context.executions.call("create", _creation(name, args, context))
    return await context.executions.call("run", args)


def _creation(name: str, args: Mapping[str, Any], context: Context) -> dict[str, Any]:
    workflow = required(name, args, "workflow_id")
    location = args.get("location") or context.environment.get("GOOGLE_CLOUD_LOCATION", "-")
    parent = f"projects/{project_of(args, context)}/locations/{location}/workflows/{workflow}"
    return {"parent": parent, "body": {"argument": _text(args.get("argument"))}}


def _text(argument: Any) -> str:
    try:
        return json_text.encode(argument)
    except ValueError as error:
        raise value_error(f"argument 'argument': {error}") from error
