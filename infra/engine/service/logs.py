"""Log entries in the form of Cloud Logging: kept for `entries:list`, told as JSON lines.

An execution writes three logs, as https://cloud.google.com/workflows/docs/log-workflow lists them:

    Workflows                                    what the workflow says by sys.log
    workflows.googleapis.com%2Fexecutions_system its start and its end
    workflows.googleapis.com%2Fengine_call       its call steps, at the call log levels
"""

from __future__ import annotations

import itertools
import json
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from infra.engine.service.execution import Execution
from infra.engine.values import json_text
from infra.engine.values.errors import type_error
from infra.engine.values.shown import shown
from infra.engine.values.timestamps import rfc3339
from infra.engine.values.values import plain

CAPACITY = 50_000
"""entries kept; the oldest go first"""
LATEST = 2_000
"""entries kept as more than text"""
MAX_CHARACTERS = 128 * 1024 * 1024
"""of all entries kept, as JSON"""
EXECUTION_ID = "workflows.googleapis.com/execution_id"
"""label of every entry that an execution writes"""
_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
_TYPE = "type.googleapis.com/google.cloud.workflows.type"


class LogStore:
    """The newest entries of the whole stack, in the order they arrived.

    The latest are kept as they came too; the others are text, which costs a third of the memory and
    none of the collector's time.
    """

    def __init__(
        self,
        echo: Callable[[str], object] | None = None,
        capacity: int = CAPACITY,
        max_characters: int = MAX_CHARACTERS,
    ) -> None:
        """`echo` gets each entry as one line of JSON."""
        self._lines: deque[str] = deque()
        self._latest: deque[dict[str, Any]] = deque(maxlen=LATEST)
        """what the last of the lines say"""
        self._characters = 0
        self._capacity = capacity
        self._max_characters = max_characters
        self._numbers = itertools.count(time.time_ns() // 1_000)
        self._echo = echo
        self.keep: Callable[[str], object] | None = None
        """gets each entry as JSON, to be kept beyond the life of this process"""

    def __len__(self) -> int:
        return len(self._lines)

    def restore(self, lines: list[str]) -> None:
        """Take up the entries that were kept, oldest first."""
        self._lines.extend(lines)
        self._characters = sum(map(len, lines))

    def append(self, entry: dict[str, Any], now: float) -> None:
        """Keep `entry`, a LogEntry in JSON; what the service fills in itself is filled in here."""
        self.append_received(entry, rfc3339(now))

    def append_received(self, entry: dict[str, Any], received: str) -> None:
        """`append` at a time that is written down already."""
        entry.setdefault("timestamp", received)
        entry.setdefault("insertId", f"{next(self._numbers):014x}")
        entry.setdefault("severity", "DEFAULT")
        entry["receiveTimestamp"] = received
        line = _encode(entry)
        self._lines.append(line)
        self._latest.append(entry)
        self._characters += len(line)
        while len(self._lines) > self._capacity or self._characters > self._max_characters:
            self._characters -= len(self._lines.popleft())
        if self.keep is not None:
            self.keep(line)
        if self._echo is not None:
            self._echo(line + "\n")

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self.holding("")

    def holding(self, word: str) -> Iterator[dict[str, Any]]:
        """The entries in whose JSON `word` stands, and what else may hold it: look again."""
        lines, latest = tuple(self._lines), tuple(self._latest)
        older = lines[: max(len(lines) - len(latest), 0)]
        yield from (json.loads(line) for line in older if word in line)
        yield from latest[len(latest) + len(older) - len(lines) :]


class ExecutionLog:
    """`Log` of one execution: what its workflow says, its calls and its start and end."""

    def __init__(self, store: LogStore, execution: Execution, now: Callable[[], float]) -> None:
        self._store = store
        self._execution = execution
        self._now = now
        self._names = f"projects/{execution.project}/logs/"
        self._resource = _resource(execution)
        self._labels = {
            EXECUTION_ID: execution.id,
            "workflows.googleapis.com/revision_id": execution.revision.id,
        }

    @property
    def calls_wanted(self) -> bool:
        return self._execution.call_log_level in ("LOG_ALL_CALLS", "LOG_ERRORS_ONLY")

    def sys_log(self, payload: Any, severity: str) -> None:
        """Raises WorkflowError for a payload JSON cannot carry."""
        try:
            self._append("Workflows", severity, _payload(payload))
        except ValueError as error:
            raise type_error(f"sys.log: {error}") from None

    def call(self, payload: Mapping[str, Any]) -> None:
        """Keep an EngineCallLog if the execution's call log level asks for it."""
        level = self._execution.call_log_level
        raised = payload.get("state") == "EXCEPTION_RAISED"
        if level == "LOG_ALL_CALLS" or (level == "LOG_ERRORS_ONLY" and raised):
            log = "workflows.googleapis.com%2Fengine_call"
            self._append(
                log, "DEBUG", {"jsonPayload": {"@type": f"{_TYPE}.EngineCallLog", **shown(payload)}}
            )

    def started(self) -> None:
        argument = {"argument": self._execution.argument}
        self._system("Execution started", "INFO", "ACTIVE", {"start": argument})

    def ended(self) -> None:
        execution = self._execution
        details: dict[str, Any] = {}
        if execution.state == "SUCCEEDED":
            details = {"success": {"result": execution.result}}
        elif execution.error is not None:
            exception = execution.error.context or execution.error.payload
            details = {"failure": {"exception": exception, "source": execution.error.source}}
        severity = "ERROR" if execution.state == "FAILED" else "INFO"
        message = f"Execution {execution.state.lower()}"
        self._system(message, severity, execution.state, details)

    def _system(self, message: str, severity: str, state: str, details: dict[str, Any]) -> None:
        now = rfc3339(self._now())
        payload = {
            "@type": f"{_TYPE}.ExecutionsSystemLog",
            "message": message,
            "activityTime": now,
            "state": state,
            **details,
        }
        log = "workflows.googleapis.com%2Fexecutions_system"
        self._append(log, severity, {"jsonPayload": payload}, now)

    def _append(self, log: str, severity: str, payload: Mapping[str, Any], now: str = "") -> None:
        now = now or rfc3339(self._now())
        entry = {
            "logName": self._names + log,
            "resource": self._resource,
            "timestamp": now,
            "severity": severity,
            "labels": self._labels,
            **payload,
        }
        self._store.append_received(entry, now)


def _resource(execution: Execution) -> dict[str, Any]:
    labels = {
        "project_id": execution.project,
        "location": execution.location,
        "workflow_id": execution.workflow.id,
    }
    return {"type": "workflows.googleapis.com/Workflow", "labels": labels}


def _payload(payload: Any) -> dict[str, Any]:
    """A map is structured, everything else is text; ValueError if JSON cannot carry it."""
    if isinstance(payload, Mapping):
        return {"jsonPayload": plain(dict(payload))}
    return {"textPayload": payload if isinstance(payload, str) else json_text.encode(payload)}
