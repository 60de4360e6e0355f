"""What an execution may reach outside itself.

The interpreter and the standard library see the world through one `Context`: the clock, HTTP,
tokens, logs, callbacks and other executions. A test hands in its own; the server the real ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


class Clock(Protocol):
    """Wall time in seconds since the epoch, and waiting."""

    def now(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...

    async def wait_for(self, awaitable: Any, seconds: float) -> Any:
        """Await `awaitable`; raise the built-in TimeoutError after `seconds` of this clock."""
        ...


@dataclass(frozen=True, slots=True)
class HttpRequest:
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    timeout: float = 300.0
    """seconds, for the whole exchange"""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    code: int
    headers: Mapping[str, str]
    body: bytes


class Http(Protocol):
    """Sends one request. Raises a ConnectionError, ConnectionFailedError or TimeoutError map."""

    async def send(self, request: HttpRequest) -> HttpResponse: ...


class Tokens(Protocol):
    """Bearer tokens of the workflow's service account."""

    def identity_token(self, audience: str) -> str: ...

    def access_token(self, scopes: tuple[str, ...]) -> str: ...


class Log(Protocol):
    """In Cloud Logging's shape; `payload` is a map (jsonPayload) or string (textPayload)."""

    @property
    def calls_wanted(self) -> bool:
        """Whether `call` keeps anything: at LOG_NONE the engine does not even build the entries."""
        ...

    def sys_log(self, payload: Any, severity: str) -> None: ...

    def call(self, payload: Mapping[str, Any]) -> None:
        """An EngineCallLog (google.cloud.workflows.type); the call log level decides."""
        ...


class Callbacks(Protocol):
    """Callback endpoints of this execution."""

    def create(self, method: str) -> str:
        """The URL of a new endpoint."""
        ...

    async def wait(self, url: str, timeout: float) -> Mapping[str, Any]:
        """The next request at `url`: {http_request, received_time, type}. Raises TimeoutError."""
        ...


class Executions(Protocol):
    """Other executions, for the workflowexecutions connector and experimental.executions."""

    async def call(self, method: str, args: Mapping[str, Any]) -> Any:
        """`method`: create, get, list, cancel or run of googleapis.workflowexecutions.v1…"""
        ...


class Connectors(Protocol):
    """`googleapis.*` calls: the built-in local ones, then the mapping file, else a clear error."""

    async def call(self, name: str, args: Mapping[str, Any], context: Context) -> Any: ...


@dataclass(slots=True)
class Context:
    environment: Mapping[str, str]
    """GOOGLE_CLOUD_* of this execution and the user's variables of the revision"""
    clock: Clock
    http: Http
    tokens: Tokens
    log: Log
    callbacks: Callbacks
    executions: Executions
    connectors: Connectors
