"""The outside of an execution, for tests of single functions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.engine.connectors.local import LocalConnectors
from infra.engine.stdlib.library import FUNCTIONS
from infra.engine.values.errors import WorkflowError
from infra.engine.world.clock import SystemClock, VirtualClock
from infra.engine.world.context import Context, Http, HttpRequest, HttpResponse
from infra.engine.world.tokens import SignedTokens, SigningKey

KEY = SigningKey.generate()
EMAIL = "workflow@hotelly-local.iam.gserviceaccount.com"
START = 1_767_225_600.0
"""2026-01-01T00:00:00Z"""


class Unreachable:
    async def send(self, request: HttpRequest) -> HttpResponse:
        raise AssertionError(f"no request was expected: {request.method} {request.url}")


class KeptLog:
    calls_wanted = False

    def __init__(self) -> None:
        self.entries: list[tuple[Any, str]] = []

    def sys_log(self, payload: Any, severity: str) -> None:
        self.entries.append((payload, severity))

    def call(self, payload: Mapping[str, Any]) -> None:
        raise AssertionError("functions write no call log; the interpreter does")


class Endpoints:
    """A request arrives at the first endpoint after ten seconds, never at another."""

    def __init__(self, clock: VirtualClock | SystemClock) -> None:
        self._clock = clock
        self.methods: list[str] = []

    def create(self, method: str) -> str:
        self.methods.append(method)
        return f"http://callbacks.test/{len(self.methods)}"

    async def wait(self, url: str, timeout: float) -> Mapping[str, Any]:
        arrival = self._clock.sleep(10 if url.endswith("/1") else 10**9)
        await self._clock.wait_for(arrival, timeout)
        return {"http_request": {"body": {"paid": True}}, "type": "HTTP"}


class OtherExecutions:
    """Answers each method with the function given for it, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[Mapping[str, Any]], Awaitable[Any]]] = {}
        self.calls: list[tuple[str, Mapping[str, Any]]] = []

    async def call(self, method: str, args: Mapping[str, Any]) -> Any:
        self.calls.append((method, args))
        return await self.answers[method](args)


@dataclass
class World:
    http: Http = field(default_factory=Unreachable)
    connectors: LocalConnectors = field(default_factory=LocalConnectors)
    clock: VirtualClock | SystemClock = field(default_factory=lambda: VirtualClock(START))
    log: KeptLog = field(default_factory=KeptLog)
    executions: OtherExecutions = field(default_factory=OtherExecutions)
    environment: dict[str, str] = field(
        default_factory=lambda: {
            "GOOGLE_CLOUD_PROJECT_ID": "hotelly-local",
            "GOOGLE_CLOUD_LOCATION": "southamerica-east1",
        }
    )

    def __post_init__(self) -> None:
        self.callbacks = Endpoints(self.clock)

    def context(self) -> Context:
        return Context(
            environment=self.environment,
            clock=self.clock,
            http=self.http,
            tokens=SignedTokens(KEY, EMAIL),
            log=self.log,
            callbacks=self.callbacks,
            executions=self.executions,
            connectors=self.connectors,
        )

    def call(self, name: str, *values: Any, **named: Any) -> Any:
        """The result of a library function, called as a step calls it."""
        return asyncio.run(self.call_async(name, *values, **named))

    async def call_async(self, name: str, *values: Any, **named: Any) -> Any:
        function = FUNCTIONS[name]
        values += tuple(
            named.get(parameter.name, parameter.default)
            for parameter in function.parameters[len(values) :]
        )
        context = [self.context()] if function.takes_context else []
        result = function.body(*context, *values)
        return await result if function.blocking else result

    async def connect(self, name: str, /, **args: Any) -> Any:
        """The answer of a connector of `connectors`."""
        return await self.connectors.call(name, args, self.context())


def call(name: str, *values: Any, **named: Any) -> Any:
    return World().call(name, *values, **named)


def raised(name: str, *values: Any, world: World | None = None, **named: Any) -> Any:
    """The value of the error the call raises."""
    try:
        result = (world or World()).call(name, *values, **named)
    except WorkflowError as error:
        return error.value
    raise AssertionError(f"{name} raised nothing and gave {result!r}")


def tag_raised(name: str, *values: Any, **named: Any) -> str:
    value = raised(name, *values, **named)
    assert value["message"]
    return str(value["tags"][0])
