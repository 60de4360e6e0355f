"""The REST front: HTTP to Call, answer to JSON, every refusal in Google's error form."""

from __future__ import annotations

import inspect
import re
import sys
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from infra.local.engine import json_text
from infra.local.engine.api.call import Call
from infra.local.engine.api.methods import Method, methods
from infra.local.engine.api_error import INTERNAL_MESSAGE, ApiError, invalid_argument, not_found
from infra.local.engine.callbacks import http_event
from infra.local.engine.engine import Engine
from infra.local.engine.timestamps import rfc3339
from infra.local.engine.tokens import SigningKey

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MAX_BODY = 10 * 1024 * 1024
"""bytes; Cloud Logging's limit of one request, the largest of the three APIs"""
STANDARD_PARAMETERS = frozenset(
    (
        *("access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint"),
        *("quotaUser", "uploadType", "upload_protocol", "$.xgafv", "$alt", "$prettyPrint"),
    )
)
"""query parameters of every Google API: https://cloud.google.com/apis/docs/system-parameters"""
_CALLBACK = "projects/*/locations/*/workflows/*/executions/*/callbacks/*"


class GoogleFormConnection(RequestHandler):
    """A connection that answers in Google's error form even to what is not HTTP."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        self.close()
        return _refused(status, "INVALID_ARGUMENT", "this is not a valid HTTP request")


def rest_app(engine: Engine, key: SigningKey) -> web.Application:
    """All methods under /v1, /v1beta and /v2, callback endpoints, keys that verify tokens."""
    app = web.Application(middlewares=[_errors_in_google_form], client_max_size=MAX_BODY)
    for method in methods(engine):
        for version in method.versions:
            _add(app, method, version)
    app.router.add_route("*", _route("v1", f"{{name={_CALLBACK}}}"), _callback_handler(engine))
    app.router.add_get("/oauth2/v1/certs", _answering(key.public_certs()))
    app.router.add_get("/oauth2/v3/certs", _answering(key.jwks()))
    return app


def _add(app: web.Application, method: Method, version: str) -> None:
    verb, _, template = method.http.partition(" ")
    app.router.add_route(verb, _route(version, template), _handler(method, version))


def _route(version: str, template: str) -> str:
    """A path template such as {name=projects/*}:cancel in aiohttp's words."""
    path = re.sub(r"\{(\w+)=", r"{\1:", template)
    return f"/{version}/{path.replace('*', '[^/:]+')}"


def _handler(method: Method, version: str) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        user_agent = request.headers.get("User-Agent", "")
        call = Call(await _fields(request, method), version, user_agent)
        answer = method.handler(call)
        return _json(await answer if inspect.isawaitable(answer) else answer)

    return handle


async def _fields(request: web.Request, method: Method) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in request.query.items():
        if name not in method.query and name not in STANDARD_PARAMETERS:
            message = f'Invalid JSON payload received. Unknown name "{name[:100]}": '
            raise invalid_argument(message + "Cannot bind query parameter.", name[:100])
        fields[name] = value
    body = await _body(request)
    if method.body == "*":
        fields.update(body)
    elif method.body:
        fields[method.body] = body
    return {**fields, **request.match_info}


async def _body(request: web.Request) -> dict[str, Any]:
    if not request.can_read_body:
        return {}
    try:
        body = json_text.decode((await request.read()).decode() or "{}")
    except ValueError as error:
        raise invalid_argument(f"Invalid JSON payload received. {error}") from None
    if not isinstance(body, dict):
        raise invalid_argument("Invalid JSON payload received. It must be an object.")
    return body


def _callback_handler(engine: Engine) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        execution = engine.store.execution(name.rpartition("/callbacks/")[0])
        body = await request.read()
        event = http_event(
            request.method,
            str(request.url),
            {name.title(): value for name, value in request.headers.items()},
            request.query,
            body,
            rfc3339(engine.now),
        )
        execution.callbacks.receive(name, request.method, event)
        return web.Response()

    return handle


def _answering(document: dict[str, Any]) -> Handler:
    async def handle(_: web.Request) -> web.Response:
        return _json(document)

    return handle


@web.middleware
async def _errors_in_google_form(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ApiError as error:
        return _json(error.as_json(), error.http_code)
    except web.HTTPRequestEntityTooLarge:
        return _refused(413, "INVALID_ARGUMENT", f"the body is over {MAX_BODY} bytes")
    except web.HTTPMethodNotAllowed:
        return _refused(404, "NOT_FOUND", f"nothing answers {request.method} at this path")
    except web.HTTPException as error:
        if error.status == 404:
            return _json(not_found(request.path[:200]).as_json(), 404)
        return _refused(error.status, "INVALID_ARGUMENT", error.reason)
    except Exception:
        traceback.print_exc(file=sys.stderr)
        return _refused(500, "INTERNAL", INTERNAL_MESSAGE)


def _refused(code: int, status: str, message: str) -> web.Response:
    return _json({"error": {"code": code, "message": message, "status": status}}, code)


def _json(document: Any, status: int = 200) -> web.Response:
    return web.json_response(document, status=status)
