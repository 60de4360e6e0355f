"""The gRPC front for google-cloud-workflows: messages to Calls and back by their JSON form.

Served are the Workflows and Executions services (v1 and v1beta) with the mixed in Operations and
Locations. What the installed client library's messages do not know yet is left out of the answers.
"""

from __future__ import annotations

import inspect
import re
import sys
import traceback
from collections.abc import Iterable
from typing import Any

import grpc
from google.cloud import workflows_v1, workflows_v1beta
from google.cloud.location import locations_pb2
from google.cloud.workflows import executions_v1, executions_v1beta
from google.longrunning import operations_pb2
from google.protobuf import descriptor_pool, message_factory
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.message import DecodeError, Message
from google.rpc import error_details_pb2, status_pb2

from infra.engine.api.call import Call
from infra.engine.api.methods import Method, methods
from infra.engine.service.api_error import INTERNAL_MESSAGE, ApiError, invalid_argument
from infra.engine.service.engine import Engine

DESCRIBED = (
    executions_v1,
    executions_v1beta,
    workflows_v1,
    workflows_v1beta,
    operations_pb2,
    locations_pb2,
    error_details_pb2,
)
"""imported for their messages, which the descriptor pool then holds"""
_OPERATION = "google.longrunning.Operation"
_EMPTY = "google.protobuf.Empty"
_RESPONSES = {
    "GetWorkflow": "Workflow",
    "CreateWorkflow": _OPERATION,
    "UpdateWorkflow": _OPERATION,
    "DeleteWorkflow": _OPERATION,
    "CreateExecution": "Execution",
    "GetExecution": "Execution",
    "CancelExecution": "Execution",
    "GetOperation": _OPERATION,
    "DeleteOperation": _EMPTY,
    "GetLocation": "Location",
}
"""message by method, where it is not the method's name with Response behind it"""
_pool = descriptor_pool.Default()
_OPTIONS = [
    # Without reuse of ports, a second engine on the same one is refused instead of sharing it.
    ("grpc.so_reuseport", 0),
    ("grpc.max_receive_message_length", 4 * 1024 * 1024),
    ("grpc.server_handshake_timeout_ms", 10_000),
]
_SENT_BY_BROWSERS = frozenset(("origin", "sec-fetch-site", "cookie", "referer"))
_CODES = {code.value[0]: code for code in grpc.StatusCode}


def grpc_server(engine: Engine) -> grpc.aio.Server:
    """A server without a port yet: `add_insecure_port`, then `start`."""
    server = grpc.aio.server(options=_OPTIONS)
    for service, handlers in _services(engine).items():
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, handlers),))
    return server


def _services(engine: Engine) -> dict[str, dict[str, grpc.RpcMethodHandler[Any, Any]]]:
    services: dict[str, dict[str, grpc.RpcMethodHandler[Any, Any]]] = {}
    for method in methods(engine):
        for version in method.versions if method.rpc else ():
            service, _, name = method.rpc.replace("VERSION", version).partition("/")
            services.setdefault(service, {})[name] = _handler(method, version, service, name)
    return services


def _handler(
    method: Method, version: str, service: str, name: str
) -> grpc.RpcMethodHandler[Any, Any]:
    package = service.rpartition(".")[0]
    request_class = _message_class(package, f"{name}Request")
    response_class = _message_class(package, _RESPONSES.get(name, f"{name}Response"))

    async def answer(request: bytes, context: grpc.aio.ServicerContext[bytes, Message]) -> Message:
        try:
            _check_caller(context.invocation_metadata() or ())
            fields = MessageToDict(request_class.FromString(request))
            _check_name(method, fields)
            found = method.handler(Call(fields, version))
            found = await found if inspect.isawaitable(found) else found
            return ParseDict(found, response_class(), ignore_unknown_fields=True)
        except DecodeError:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"this is no {name}Request")
        except ApiError as error:
            await context.abort(_CODES[error.grpc_code], error.message, _details(error))
        except Exception:
            traceback.print_exc(file=sys.stderr)
            await context.abort(grpc.StatusCode.INTERNAL, INTERNAL_MESSAGE)

    return grpc.unary_unary_rpc_method_handler(
        answer, response_serializer=response_class.SerializeToString
    )


def _details(error: ApiError) -> tuple[tuple[str, bytes], ...]:
    """What clients read an error's details from: the whole status beside its code and message."""
    status = ParseDict(error.as_status(), status_pb2.Status())
    return (("grpc-status-details-bin", status.SerializeToString()),)


def _check_caller(metadata: Iterable[tuple[str, str | bytes]]) -> None:
    """What every browser sends, no client of gRPC does."""
    if not _SENT_BY_BROWSERS.isdisjoint(name for name, _ in metadata):
        raise ApiError("PERMISSION_DENIED", "pages of sites may not call this")


def _check_name(method: Method, fields: dict[str, Any]) -> None:
    """What a REST path cannot but have: a name of the right form."""
    variable, template = method.resource
    name = fields.get(variable) or fields.get(method.body, {}).get(variable, "")
    if not re.fullmatch(template.replace("*", "[^/:]+"), name):
        raise invalid_argument(f"{variable} must be of the form {template}", variable)


def _message_class(package: str, name: str) -> Any:
    full_name = name if "." in name else f"{package}.{name}"
    return message_factory.GetMessageClass(_pool.FindMessageTypeByName(full_name))
