"""What every connector is made of: its signature in Python, its arguments, its errors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from infra.engine.connectors.parameters import Parameters
from infra.engine.stdlib.http_response import http_error
from infra.engine.values.errors import WorkflowError, type_error
from infra.engine.world.context import Context

Handler = Callable[[str, Mapping[str, Any], Parameters, Context], Awaitable[Any]]
"""handler(connector name, arguments, connector_params, context) -> the body of the answer"""


def required(name: str, args: Mapping[str, Any], argument: str, kind: type = str) -> Any:
    """An argument that must be there and of the Python type `kind`."""
    value = args.get(argument)
    if not isinstance(value, kind):
        expected = "string" if kind is str else kind.__name__
        raise type_error(f"{name}: argument '{argument}' is required and must be {expected}")
    return value


def project_of(args: Mapping[str, Any], context: Context) -> str:
    return args.get("project_id") or context.environment.get("GOOGLE_CLOUD_PROJECT_ID", "-")


def google_error(code: int, status: str, message: str) -> WorkflowError:
    """The HttpError a Google API's error answer becomes; `status` is a name of google.rpc.Code."""
    body = {"error": {"code": code, "message": message, "status": status}}
    return http_error(code, {"Content-Type": "application/json; charset=UTF-8"}, body)


def not_found(resource: str) -> WorkflowError:
    return google_error(404, "NOT_FOUND", f"{resource} is not found")
