"""What the service keeps: workflows with their revisions, and executions.

Fields are Google's in Python's spelling; times are seconds since the epoch. `api/resources.py`
writes them down as the APIs show them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from infra.engine.program import Program
from infra.engine.runtime.history import History
from infra.engine.service.callbacks import CallbackEndpoints
from infra.engine.values.errors import StackFrame

UNFINISHED = ("ACTIVE", "QUEUED")


@dataclass(frozen=True, slots=True)
class Settings:
    """What whoever deploys says about a workflow, and what holds when nothing is said."""

    source: str = ""
    description: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    service_account: str = ""
    call_log_level: str = "CALL_LOG_LEVEL_UNSPECIFIED"
    history_level: str = "EXECUTION_HISTORY_LEVEL_UNSPECIFIED"
    environment: Mapping[str, str] = field(default_factory=dict)
    crypto_key_name: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Revision:
    """A source made ready to run, with the account and the environment it runs with."""

    id: str
    """such as 000001-a4d"""
    created: float
    compiled: Callable[[], Program]
    settings: Settings

    @property
    def program(self) -> Program:
        return self.compiled()

    @property
    def number(self) -> int:
        return int(self.id.partition("-")[0])


@dataclass(slots=True, eq=False)
class Workflow:
    name: str
    """projects/…/locations/…/workflows/…"""
    created: float
    updated: float
    settings: Settings
    revisions: list[Revision]
    """oldest first; no more than the retention keeps, and always the latest"""

    @property
    def id(self) -> str:
        return self.name.rsplit("/", 1)[1]

    @property
    def latest(self) -> Revision:
        return self.revisions[-1]


@dataclass(frozen=True, slots=True)
class StartRequest:
    """What whoever starts an execution may say; what is left out is the workflow's."""

    argument: str = "null"
    """JSON text"""
    labels: Mapping[str, str] = field(default_factory=dict)
    call_log_level: str = "CALL_LOG_LEVEL_UNSPECIFIED"
    history_level: str = "EXECUTION_HISTORY_LEVEL_UNSPECIFIED"
    buffering_disabled: bool = False
    """refuse rather than queue when the quota of concurrent executions is used up"""
    parent: str = ""
    """the name of the execution that starts this one by a connector"""


@dataclass(frozen=True, slots=True)
class ExecutionError:
    """Why an execution failed: https://cloud.google.com/workflows/docs/access-execution-results"""

    payload: str
    """the raised value as JSON"""
    context: str
    stack_trace: tuple[StackFrame, ...] = ()

    @property
    def source(self) -> str:
        """Routine and step of the failure, the form of ExecutionsSystemLog.failure.source."""
        frame = self.stack_trace[0] if self.stack_trace else None
        return f"{frame.routine}.{frame.step}" if frame else ""


@dataclass(slots=True, eq=False)
class Execution:
    name: str
    """projects/…/locations/…/workflows/…/executions/…"""
    workflow: Workflow
    revision: Revision
    argument: str
    """JSON text"""
    labels: Mapping[str, str]
    call_log_level: str
    history_level: str
    buffering_disabled: bool
    created: float
    history: History
    callbacks: CallbackEndpoints
    parent: str
    """the name of the execution that started this one by a connector; empty without one"""
    state: str = "QUEUED"
    started: float | None = None
    ended: float | None = None
    result: str | None = None
    """JSON text"""
    error: ExecutionError | None = None
    task: asyncio.Task[None] | None = None
    finished: asyncio.Event = field(default_factory=asyncio.Event)

    def end(self, state: str, moment: float) -> None:
        """State and time change together: nobody may see an ended execution without its end."""
        self.state = state
        self.ended = moment

    @property
    def id(self) -> str:
        return self.name.rsplit("/", 1)[1]

    @property
    def project(self) -> str:
        return self.name.split("/")[1]

    @property
    def location(self) -> str:
        return self.name.split("/")[3]
