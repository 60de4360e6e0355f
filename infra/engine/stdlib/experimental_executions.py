"""experimental.executions.*: deprecated by Google for the workflowexecutions connector.

https://cloud.google.com/workflows/docs/reference/stdlib/experimental.executions/map
"""

from __future__ import annotations

import asyncio
from typing import Any

from infra.engine.stdlib import arguments
from infra.engine.stdlib.function import function
from infra.engine.values.errors import WorkflowError, service_error
from infra.engine.world.context import Context

THIRTY_MINUTES = 1800.0


@function("experimental.executions.run", blocking=True)
async def run(
    context: Context,
    workflow_id: Any,
    location: Any = None,
    project_id: Any = None,
    argument: Any = None,
) -> Any:
    """The result of the execution; ExecutionError if it does not succeed."""
    return await _run(context, workflow_id, location, project_id, argument, THIRTY_MINUTES)


@function("experimental.executions.map", blocking=True)
async def map_(
    context: Context,
    workflow_id: Any,
    arguments_: Any,
    timeout: Any = THIRTY_MINUTES,
    location: Any = None,
    project_id: Any = None,
) -> list[Any]:
    """The results in the order of `arguments`, one execution each, all at once."""
    seconds = arguments.number(timeout, "timeout")
    runs = [
        _run(context, workflow_id, location, project_id, argument, float(seconds))
        for argument in arguments.array(arguments_, "arguments")
    ]
    return await asyncio.gather(*runs)


async def _run(
    context: Context,
    workflow_id: Any,
    location: Any,
    project_id: Any,
    argument: Any,
    timeout: float,
) -> Any:
    call = {
        "workflow_id": arguments.string(workflow_id, "workflow_id"),
        "location": location,
        "project_id": project_id,
        "argument": argument,
    }
    given = {name: value for name, value in call.items() if value is not None}
    try:
        return await context.clock.wait_for(context.executions.call("run", given), timeout)
    except TimeoutError as error:
        raise service_error("TimeoutError", f"workflow '{workflow_id}' took too long") from error
    except WorkflowError as error:
        raise _execution_error(error) from error


def _execution_error(error: WorkflowError) -> WorkflowError:
    """The connector's OperationError under the name these functions give it."""
    tags = error.value.get("tags", []) if isinstance(error.value, dict) else []
    if "OperationError" not in tags:
        return error
    return WorkflowError({**error.value, "tags": ["ExecutionError"]})
