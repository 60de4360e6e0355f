"""Run a workflow in a test, against stubbed HTTP and a clock on which an hour passes at once.

    def test_asks_for_a_room(workflow):
        done = workflow("rooms.workflows.yaml", {"id": 7}, http=lambda request: json_response(2))
        assert done.result == 2
        assert done.requests[0].url == "https://rooms.example/7"

Make the fixture known with `pytest_plugins = ["infra.engine.testing"]`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from infra.engine.limits import GOOGLE, Limits
from infra.engine.program import ExecutionFailed, Program, compile_source, run
from infra.engine.runtime.history import History, StepEntry
from infra.engine.values.errors import service_error, timed_out
from infra.engine.world.clock import VirtualClock
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


def _unreachable(request: HttpRequest) -> HttpResponse:
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


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of an execution."""

    result: Any
    error: ExecutionFailed | None
    entries: list[StepEntry]
    requests: list[HttpRequest]
    log: RecordedLog
    seconds: float
    """passed on the virtual clock"""

    @property
    def raised(self) -> Any:
        """The value nothing caught; None when the execution succeeded."""
        return self.error.payload if self.error else None


def context_for(clock: Clock, **parts: Any) -> Context:
    """A Context of stubs; `parts` replace its fields by name."""
    stubs: dict[str, Any] = {
        "environment": ENVIRONMENT,
        "clock": clock,
        "http": StubHttp(_unreachable, clock),
        "tokens": StubTokens(),
        "log": RecordedLog(),
        "callbacks": StubCallbacks(clock),
        "executions": NoExecutions(),
        "connectors": StubConnectors({}),
    }
    return Context(**{**stubs, **parts})


def execute(
    source: str | Path | Program,
    argument: Any = None,
    *,
    http: Respond = _unreachable,
    connectors: Mapping[str, Any] | None = None,
    callbacks: list[Mapping[str, Any]] | None = None,
    environment: Mapping[str, str] | None = None,
    limits: Limits = GOOGLE,
    detailed: bool = False,
) -> Finished:
    """Run a source (text, path of a file, or a Program) to its end. Raises SourceErrors."""
    program = source if isinstance(source, Program) else compile_source(_text(source))
    clock, log = VirtualClock(), RecordedLog()
    stub = StubHttp(http, clock)
    context = context_for(
        clock,
        environment={**ENVIRONMENT, **(environment or {})},
        http=stub,
        log=log,
        callbacks=StubCallbacks(clock, list(callbacks or [])),
        connectors=StubConnectors(connectors or {}),
    )
    history = History(detailed, clock)
    started = clock.now()
    result, error = asyncio.run(_outcome(program, argument, context, history, limits))
    seconds = clock.now() - started
    return Finished(result, error, history.entries, stub.requests, log, seconds)


async def _outcome(
    program: Program, argument: Any, context: Context, history: History, limits: Limits
) -> tuple[Any, ExecutionFailed | None]:
    try:
        return await run(program, argument, context, history, limits), None
    except ExecutionFailed as error:
        return None, error


def _text(source: str | Path) -> str:
    """A one-line text is the name of a file: no workflow fits in one line of YAML by habit."""
    if isinstance(source, Path) or ("\n" not in source and source.endswith((".yaml", ".json"))):
        return Path(source).read_text(encoding="utf-8")
    return source


@pytest.fixture
def workflow() -> Callable[..., Finished]:
    """`execute`, as a fixture."""
    return execute
