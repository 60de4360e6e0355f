"""Everything that an execution reaches outside itself, as a test would have it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.engine.values.errors import service_error, timed_out
from infra.engine.world.context import Clock, Context, HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Slow:
    """A response that takes `seconds` of the clock; beyond the request's timeout it is too late."""

    response: HttpResponse
    seconds: float


Respond = Callable[[HttpRequest], HttpResponse | Slow]

ENVIRONMENT = {
    "GOOGLE_CLOUD_LOCATION": "us-central1",
    "GOOGLE_CLOUD_PROJECT_ID": "test-project",
    "GOOGLE_CLOUD_PROJECT_NUMBER": "123456789012",
    "GOOGLE_CLOUD_SERVICE_ACCOUNT_NAME": "tester@test-project.iam.gserviceaccount.com",
    "GOOGLE_CLOUD_WORKFLOW_EXECUTION_ID": "00000000-0000-4000-8000-000000000001",
    "GOOGLE_CLOUD_WORKFLOW_ID": "test",
    "GOOGLE_CLOUD_WORKFLOW_REVISION_ID": "000001-000",
}


def json_response(body: Any, code: int = 200) -> HttpResponse:
    headers = {"Content-Type": "application/json"}
    return HttpResponse(code, headers, json.dumps(body).encode())


def unreachable(request: HttpRequest) -> HttpResponse:
    raise service_error("ConnectionFailedError", f"nothing answers {request.method} {request.url}")


@dataclass(slots=True)
class StubHttp:
    """Answers by a function and keeps what was asked."""

    respond: Respond
    clock: Clock
    requests: list[HttpRequest] = field(default_factory=list)

    async def send(self, request: HttpRequest) -> HttpResponse:
        self.requests.append(request)
        answer = self.respond(request)
        if isinstance(answer, HttpResponse):
            return answer
        await self.clock.sleep(min(answer.seconds, request.timeout))
        if answer.seconds > request.timeout:
            raise timed_out()
        return answer.response


@dataclass(slots=True)
class RecordedLog:
    """Keeps what sys.log and the call log were given."""

    calls_wanted: bool = True
    entries: list[tuple[str, Any]] = field(default_factory=list)
    """(severity, payload)"""
    calls: list[Mapping[str, Any]] = field(default_factory=list)

    def sys_log(self, payload: Any, severity: str) -> None:
        self.entries.append((severity, payload))

    def call(self, payload: Mapping[str, Any]) -> None:
        self.calls.append(payload)


class StubTokens:
    def identity_token(self, audience: str) -> str:
        return f"identity-token-for-{audience}"

    def access_token(self, scopes: tuple[str, ...]) -> str:
        return "access-token"


@dataclass(slots=True)
class StubCallbacks:
    """Hands out the received requests in turn; with none left, waiting ends in the timeout."""

    clock: Clock
    received: list[Mapping[str, Any]] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    """methods"""

    def create(self, method: str) -> str:
        self.created.append(method)
        return f"https://callbacks.example/{len(self.created)}"

    async def wait(self, url: str, timeout: float) -> Mapping[str, Any]:
        if self.received:
            return self.received.pop(0)
        await self.clock.sleep(timeout)
        raise service_error("TimeoutError", "no callback was received in time")


@dataclass(slots=True)
class StubConnectors:
    """Answers `googleapis.*` by name: a function of the arguments, or a fixed value."""

    answers: Mapping[str, Any]

    async def call(self, name: str, args: Mapping[str, Any], context: Context) -> Any:
        if name not in self.answers:
            raise service_error("SystemError", f"no stub for {name}: give one in `connectors`")
        answer = self.answers[name]
        return answer(args) if callable(answer) else answer


class NoExecutions:
    async def call(self, method: str, args: Mapping[str, Any]) -> Any:
        raise service_error("SystemError", "other executions are not part of this test")


def context_for(clock: Clock, **parts: Any) -> Context:
    """A Context of stubs; `parts` replace its fields by name."""
    stubs: dict[str, Any] = {
        "environment": ENVIRONMENT,
        "clock": clock,
        "http": StubHttp(unreachable, clock),
        "tokens": StubTokens(),
        "log": RecordedLog(),
        "callbacks": StubCallbacks(clock),
        "executions": NoExecutions(),
        "connectors": StubConnectors({}),
    }
    return Context(**{**stubs, **parts})
