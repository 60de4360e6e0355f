"""The world around a case's execution: what answers its HTTP requests, connectors and callbacks.

http        exchanges in order: {request: {…}, response: {code, headers, body}} or {fails: a tag},
            `times` for several equal ones. Of the request the given parts must match: method, url,
            path and query (the parts of the url), headers, without (names of headers not sent),
            body (text), json, timeout. All exchanges must take place, and no other.
connectors  calls in order: {name, args, result} or {name, args, raises}
callback    {after: seconds, request: {method, body}}: arrives at every endpoint there is then
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from infra.engine.service.callbacks import CallbackEndpoints, http_event
from infra.engine.values.errors import WorkflowError, service_error
from infra.engine.world.clock import VirtualClock
from infra.engine.world.context import Context, HttpRequest, HttpResponse
from tests.engine.conformance.case import Case
from tests.engine.conformance.expectation import differences

ENVIRONMENT = {
    "GOOGLE_CLOUD_PROJECT_ID": "tower-project",
    "GOOGLE_CLOUD_LOCATION": "southamerica-east1",
    "GOOGLE_CLOUD_WORKFLOW_ID": "conformance",
    "RATE_URL": "https://rates.test",
}


class Surprises(list[str]):
    """What the execution asked of the world that the case did not expect."""

    def check(self, expected: Any, actual: Any, where: str, *, part: bool = True) -> None:
        self.extend(differences(expected, actual, where, part=part))


class ExpectedHttp:
    """`Http` that knows in advance what it is asked, and answers."""

    def __init__(self, exchanges: list[dict[str, Any]], surprises: Surprises) -> None:
        self.remaining = [e for e in exchanges for _ in range(e.get("times", 1))]
        self.surprises = surprises

    async def send(self, request: HttpRequest) -> HttpResponse:
        if not self.remaining:
            self.surprises.append(f"unexpected request {request.method} {request.url}")
            return HttpResponse(404, {}, b"")
        exchange = self.remaining.pop(0)
        expected = dict(exchange.get("request", {}))
        seen = _seen(request)
        for name in expected.pop("without", ()):
            if name.lower() in seen["headers"]:
                self.surprises.append(f"header {name} was sent")
        if "headers" in expected:
            expected["headers"] = {k.lower(): v for k, v in expected["headers"].items()}
        self.surprises.check(expected, seen, "request")
        if "fails" in exchange:
            raise service_error(exchange["fails"], "as the case says")
        response = exchange.get("response", {})
        body = str(response.get("body", "")).encode()
        return HttpResponse(response.get("code", 200), response.get("headers", {}), body)


def _seen(request: HttpRequest) -> dict[str, Any]:
    parts = urlsplit(request.url)
    body = None if request.body is None else request.body.decode()
    headers = {name.lower(): value for name, value in request.headers.items()}
    seen = {
        "method": request.method,
        "url": request.url,
        "path": f"{parts.scheme}://{parts.netloc}{parts.path}",
        "query": [[name, value] for name, value in parse_qsl(parts.query, keep_blank_values=True)],
        "headers": headers,
        "body": body,
        "timeout": float(request.timeout),
    }
    if "json" in headers.get("content-type", ""):
        seen["json"] = json.loads(body or "null")
    return seen


class ExpectedConnectors:
    """`Connectors` that know in advance what they are asked, and answer."""

    def __init__(self, calls: list[dict[str, Any]], surprises: Surprises) -> None:
        self.remaining = list(calls)
        self.surprises = surprises

    async def call(self, name: str, args: Mapping[str, Any], context: Context) -> Any:
        if not self.remaining:
            self.surprises.append(f"unexpected call of {name}")
            return None
        expected = self.remaining.pop(0)
        self.surprises.check(expected["name"], name, "connector")
        self.surprises.check(expected["args"], dict(args), f"args of {name}", part=False)
        if "raises" in expected:
            raise WorkflowError(expected["raises"])
        return expected["result"]


class ReadableTokens:
    """`Tokens` that say in clear what they are for."""

    def identity_token(self, audience: str) -> str:
        return f"identity-token for {audience}"

    def access_token(self, scopes: tuple[str, ...]) -> str:
        return f"access-token for {' '.join(scopes)}"


class KeptLog:
    """`Log` in lists."""

    calls_wanted = True

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        self.calls: list[dict[str, Any]] = []

    def sys_log(self, payload: Any, severity: str) -> None:
        self.entries.append({"payload": payload, "severity": severity})

    def call(self, payload: Mapping[str, Any]) -> None:
        self.calls.append(dict(payload))


class NoExecutions:
    """`Executions` where there are no others."""

    async def call(self, method: str, args: Mapping[str, Any]) -> Any:
        raise service_error("SystemError", f"a case has no other executions to {method}")


class World:
    """One case's surroundings and what happened in them."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.surprises = Surprises()
        self.clock = VirtualClock(float(case.clock))
        self.http = ExpectedHttp(case.http, self.surprises)
        self.connectors = ExpectedConnectors(case.connectors, self.surprises)
        self.log = KeptLog()
        self.callbacks = CallbackEndpoints(
            "executions/conformance", "https://tower.test", self.clock
        )
        self.context = Context(
            environment=ENVIRONMENT,
            clock=self.clock,
            http=self.http,
            tokens=ReadableTokens(),
            log=self.log,
            callbacks=self.callbacks,
            executions=NoExecutions(),
            connectors=self.connectors,
        )

    @property
    def slept(self) -> float:
        return self.clock.now() - self.case.clock

    def left_over(self) -> list[str]:
        """Surprises, and what was expected and never came."""
        never = [*self.http.remaining, *self.connectors.remaining]
        return [*self.surprises, *(f"never happened: {expected}" for expected in never)]

    async def let_happen(self, execution: asyncio.Task[Any]) -> None:
        """What comes from outside while the execution runs: a callback's request, cancelling."""
        if self.case.callback is not None:
            await self.clock.sleep(self.case.callback["after"])
            self._request_every_endpoint(**self.case.callback["request"])
        if self.case.cancel is not None:
            await self.clock.sleep(self.case.cancel)
            execution.cancel()

    def _request_every_endpoint(self, method: str, body: Any) -> None:
        headers, content = {"Content-Type": "application/json"}, json.dumps(body).encode()
        for endpoint in self.callbacks:
            event = http_event(method, endpoint.name, headers, {}, content, "2026-01-01T00:00:00Z")
            self.callbacks.receive(endpoint.name, method, event)
