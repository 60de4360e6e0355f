"""The REST front: HTTP to Call, answer to JSON, every refusal in Google's error form."""

from __future__ import annotations

import inspect
import re
import sys
import traceback
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from infra.engine.api.call import Call
from infra.engine.api.message import camel_case
from infra.engine.api.methods import Method, methods
from infra.engine.api.partial import parse_fields, select
from infra.engine.service.api_error import INTERNAL_MESSAGE, ApiError, invalid_argument, not_found
from infra.engine.service.callbacks import http_event
from infra.engine.service.engine import Engine
from infra.engine.values import json_text
from infra.engine.values.timestamps import rfc3339
from infra.engine.world.tokens import SigningKey
from infra.serving.gate import Gate

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Verbs = dict[str, tuple[Method, str]]
"""the methods of one path by their HTTP verbs, each with the API's version"""

MAX_BODY = 10 * 1024 * 1024
"""bytes; Cloud Logging's limit of one request, the largest of the three APIs"""
BODY_SECONDS = 30.0
"""for a request's body to arrive"""
STANDARD_PARAMETERS = frozenset(
    (
        *("access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint"),
        *(
            "$fields",
            "quotaUser",
            "uploadType",
            "upload_protocol",
            "$.xgafv",
            "$alt",
            "$prettyPrint",
        ),
    )
)
"""query parameters of every Google API: https://cloud.google.com/apis/docs/system-parameters"""
_FORMATS = ("alt", "$alt")
_FIELDS = ("fields", "$fields")
_CALLBACK = "projects/*/locations/*/workflows/*/executions/*/callbacks/*"


def rest_gate(hosts: frozenset[str]) -> Gate:
    """What a request has to be before it gets here; `hosts` are the names of this server."""
    return Gate(_refused_at_gate, hosts, MAX_BODY, BODY_SECONDS)


def rest_app(engine: Engine, key: SigningKey) -> web.Application:
    """All methods under /v1, /v1beta and /v2, callback endpoints, keys that verify tokens."""
    app = web.Application(middlewares=[_errors_in_google_form])
    for path, verbs in _paths(engine).items():
        app.router.add_route("*", path, _handler(verbs))
    app.router.add_route("*", _route("v1", f"{{name={_CALLBACK}}}"), _callback_handler(engine))
    app.router.add_get("/oauth2/v1/certs", _answering(key.public_certs()))
    app.router.add_get("/oauth2/v3/certs", _answering(key.jwks()))
    return app


def _paths(engine: Engine) -> dict[str, Verbs]:
    paths: dict[str, Verbs] = {}
    for method in methods(engine):
        verb, _, template = method.http.partition(" ")
        for version in method.versions:
            paths.setdefault(_route(version, template), {})[verb] = (method, version)
    return paths


def _route(version: str, template: str) -> str:
    """A path template such as {name=projects/*}:cancel in aiohttp's words."""
    path = re.sub(r"\{(\w+)=", r"{\1:", template)
    return f"/{version}/{path.replace('*', '[^/:]+')}"


def _handler(verbs: Verbs) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        verb, query, body = await _meant(request)
        if verb not in verbs:
            return _refused(404, "NOT_FOUND", f"nothing answers {verb[:20]} at this path")
        method, version = verbs[verb]
        fields = {**_parameters(method, query), **_body(method, body), **request.match_info}
        mask = parse_fields(_mask(query, request.headers))
        answer = method.handler(Call(fields, version, request.headers.get("User-Agent", "")))
        return _json(select(await answer if inspect.isawaitable(answer) else answer, mask))

    return handle


async def _meant(request: web.Request) -> tuple[str, Mapping[str, str], bytes]:
    """Verb, query and body. A GET whose URL would be too long comes as a POST with its query as the
    body: https://cloud.google.com/apis/docs/system-parameters
    """
    body = await request.read()
    verb = request.headers.get("X-HTTP-Method-Override", "").upper()
    if request.method != "POST" or verb != "GET":
        _check_json(request, body)
        return (verb if request.method == "POST" and verb else request.method), request.query, body
    return verb, {**request.query, **dict(parse_qsl(body.decode(errors="replace")))}, b""


def _parameters(method: Method, query: Mapping[str, str]) -> dict[str, str]:
    fields = {}
    for given, value in query.items():
        if given in _FORMATS and value.partition(";")[0] != "json":
            raise invalid_argument(f"{given} must be json: nothing else is offered", given)
        if given in STANDARD_PARAMETERS:
            continue
        name = camel_case(given)
        if name not in method.query:
            message = f'Invalid JSON payload received. Unknown name "{given[:100]}": '
            raise invalid_argument(message + "Cannot bind query parameter.", given[:100])
        fields[name] = value
    return fields


def _mask(query: Mapping[str, str], headers: Mapping[str, str]) -> str:
    """What is to be left of the answer: by parameter, or else by header."""
    given = [query[name] for name in _FIELDS if name in query]
    return given[0] if given else headers.get("X-Goog-FieldMask", "")


def _body(method: Method, body: bytes) -> dict[str, Any]:
    if not method.body:
        return {}
    try:
        document = json_text.decode(body.decode() or "{}")
    except ValueError as error:
        raise invalid_argument(f"Invalid JSON payload received. {error}") from None
    if not isinstance(document, dict):
        raise invalid_argument("Invalid JSON payload received. It must be an object.")
    return document if method.body == "*" else {method.body: document}


def _check_json(request: web.Request, body: bytes) -> None:
    """A page of another site can send any text, but without asking first nothing called JSON."""
    if body and request.content_type != "application/json":
        raise invalid_argument("a body is JSON: Content-Type must be application/json")


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


def _refused_at_gate(code: int, word: str, message: str) -> web.Response:
    statuses = {403: "PERMISSION_DENIED", 500: "INTERNAL"}
    return _refused(code, statuses.get(code, "INVALID_ARGUMENT"), message)


def _json(document: Any, status: int = 200) -> web.Response:
    return web.json_response(document, status=status)
