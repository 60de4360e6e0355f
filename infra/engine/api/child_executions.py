"""`Executions` of one execution: what the workflowexecutions connector does with other workflows.

https://cloud.google.com/workflows/docs/reference/googleapis/workflowexecutions/v1/projects.locations.workflows.executions/run
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from infra.engine.api.call import Call
from infra.engine.api.executions import ExecutionsApi, start_request
from infra.engine.api.resources import execution_json
from infra.engine.connectors.handler import google_error
from infra.engine.service.api_error import ApiError
from infra.engine.service.engine import Engine
from infra.engine.service.execution import Execution, StartRequest
from infra.engine.values import json_text
from infra.engine.values.errors import WorkflowError, service_error, type_error, value_error

_UNBUFFERED = {"disableConcurrencyQuotaOverflowBuffering": True}
"""what the connector asks for unless it is told otherwise: refuse rather than queue"""


class ChildExecutions:
    def __init__(self, engine: Engine, parent: Execution) -> None:
        self._engine = engine
        self._parent = parent
        api = ExecutionsApi(engine)
        self._forwarded = {"get": api.get, "list": api.list, "cancel": api.cancel}

    async def call(self, method: str, args: Mapping[str, Any]) -> Any:
        """Raises WorkflowError: HttpError as the API refuses, OperationError when `run` fails."""
        try:
            if method == "run":
                return await self._run(args)
            if method == "create":
                return execution_json(self._create(args))
            own = {name: value for name, value in args.items() if name != "body"}
            answer = self._forwarded[method](Call({**_body(args), **own}))
            return await answer if inspect.isawaitable(answer) else answer
        except ApiError as error:
            raise google_error(error.http_code, error.status, error.message) from None

    def _create(self, args: Mapping[str, Any]) -> Execution:
        call = Call({**args, "execution": {**_UNBUFFERED, **_body(args)}})
        return self._start(call.text("parent"), start_request(call))

    def _start(self, workflow_name: str, request: StartRequest) -> Execution:
        return self._engine.start(workflow_name, replace(request, parent=self._parent.name))

    async def _run(self, args: Mapping[str, Any]) -> Any:
        execution = self._start(self._workflow_name(args), _run_request(args))
        await self._wait(execution, args.get("connector_params", {}).get("timeout"))
        if execution.result is None:
            raise _operation_error(execution)
        return json_text.decode(execution.result)

    async def _wait(self, execution: Execution, timeout: float | None) -> None:
        """Until `execution` has ended; it goes on even if we stop waiting."""
        ended = execution.finished.wait()
        if timeout is None:
            await ended
            return
        try:
            await self._engine.surroundings.clock.wait_for(ended, timeout)
        except TimeoutError:
            raise service_error("TimeoutError", "the execution took too long") from None

    def _workflow_name(self, args: Mapping[str, Any]) -> str:
        project = args.get("project_id") or self._parent.project
        location = args.get("location") or self._parent.location
        return f"projects/{project}/locations/{location}/workflows/{args.get('workflow_id')}"


def _body(args: Mapping[str, Any]) -> Mapping[str, Any]:
    body = args.get("body")
    if not isinstance(body, Mapping | None):
        raise type_error("argument 'body' must be a dict")
    return body or {}


def _run_request(args: Mapping[str, Any]) -> StartRequest:
    try:
        argument = json_text.encode(args.get("argument"))
    except ValueError as error:
        raise value_error(f"argument 'argument': {error}") from None
    buffered = args.get("disableConcurrencyQuotaOverflowBuffering") is False
    return StartRequest(argument=argument, buffering_disabled=not buffered)


def _operation_error(execution: Execution) -> WorkflowError:
    message = "Execution failed or cancelled."
    operation = execution_json(execution)
    return WorkflowError({"message": message, "operation": operation, "tags": ["OperationError"]})
