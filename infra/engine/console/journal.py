"""The log lines of an execution, and beside them what others wrote under its correlation_id."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.engine.runtime.history import IN_PROGRESS, StepEntry
from infra.engine.service.engine import Engine
from infra.engine.service.execution import Execution
from infra.engine.service.logs import EXECUTION_ID
from infra.engine.values import json_text
from infra.engine.values.timestamps import rfc3339, seconds_since_epoch

MAX_LINES = 1_000
BEFORE, AFTER = 5.0, 2.0
"""seconds around the execution in which a related line counts as its own surroundings"""
MAX_RELATED = 10
"""executions"""
_SAID = frozenset(
    ("message", "@type", "correlation_id", "executionId", "activityTime", "callee", "state")
)
"""fields that a line shows in another way"""

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    timestamp: str
    offset: float
    """seconds since the execution was created"""
    severity: str
    source: str
    """which log of the execution, or the service that wrote it"""
    own: bool
    message: str
    details: str
    """the other fields, short"""
    whole: str
    """the payload as JSON"""


@dataclass(frozen=True, slots=True)
class Journal:
    lines: list[Line]
    left_out: int
    """older lines that are not shown"""
    correlation_ids: list[str]
    executions: list[Execution]
    """others with one of these ids in their argument, newest first"""


def journal(engine: Engine, execution: Execution, step: StepEntry | None = None) -> Journal:
    """With `step`, the lines from when it began to when it ended."""
    logs = engine.surroundings.logs.holding(execution.id)
    own: list[Entry] = [one for one in logs if _writer(one) == execution.id]
    ids = _correlation_ids(execution, own)
    entries = own + _related(engine, execution, ids) if ids else own
    if step is not None:
        end = engine.now if step.state == IN_PROGRESS else step.updated
        entries = list(_between(entries, step.created, end))
    entries.sort(key=lambda entry: (entry["timestamp"], entry["insertId"]))
    known = _scalars(json_text.decode(execution.argument))
    lines = [_line(entry, execution, known) for entry in entries[-MAX_LINES:]]
    left_out = len(entries) - len(lines)
    return Journal(lines, left_out, ids, _executions(engine, execution, ids))


def _writer(entry: Entry) -> Any:
    """The id of the execution that wrote `entry`."""
    return entry.get("labels", {}).get(EXECUTION_ID)


def _correlation_ids(execution: Execution, entries: list[Entry]) -> list[str]:
    argument = json_text.decode(execution.argument)
    carriers = [argument, *(entry.get("jsonPayload") for entry in entries)]
    found = [one.get("correlation_id") for one in carriers if isinstance(one, Mapping)]
    return list(dict.fromkeys(one for one in found if isinstance(one, str) and one))


def _related(engine: Engine, execution: Execution, ids: list[str]) -> list[Entry]:
    others = [
        entry
        for correlation_id in ids
        for entry in engine.surroundings.logs.holding(_json(correlation_id))
        if entry.get("jsonPayload", {}).get("correlation_id") == correlation_id
        and _writer(entry) != execution.id
    ]
    end = execution.ended or engine.now
    return list(_between(others, execution.created - BEFORE, end + AFTER))


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _between(entries: Iterable[Entry], start: float, end: float) -> Iterable[Entry]:
    first, last = rfc3339(start), rfc3339(end)
    return (entry for entry in entries if first <= entry["timestamp"] <= last)


def _executions(engine: Engine, execution: Execution, ids: list[str]) -> list[Execution]:
    related = [
        one
        for one in engine.store.recent()
        if one is not execution and any(wanted in one.argument for wanted in ids)
    ]
    return related[:MAX_RELATED]


def _line(entry: Entry, execution: Execution, known: set[str]) -> Line:
    payload = entry.get("jsonPayload", entry.get("textPayload", ""))
    own = _writer(entry) == execution.id
    source = _source(entry, own)
    return Line(
        id=entry["insertId"],
        timestamp=entry["timestamp"],
        offset=seconds_since_epoch(entry["timestamp"]) - execution.created,
        severity=str(entry["severity"]),
        source=source,
        own=own,
        message=_message(payload),
        details=_details(payload, known | {execution.id, source}),
        whole=json.dumps(payload, indent=2, ensure_ascii=False, default=str),
    )


def _source(entry: Entry, own: bool) -> str:
    """The execution's own log, or whoever else wrote the line."""
    labels = entry.get("resource", {}).get("labels")
    if isinstance(labels, Mapping) and not own:
        for name in ("service_name", "job_id", "workflow_id"):
            if name in labels:
                return str(labels[name])
    log = str(entry["logName"]).rpartition("/")[2]
    return {
        "Workflows": "workflow",
        "workflows.googleapis.com%2Fexecutions_system": "execution",
        "workflows.googleapis.com%2Fengine_call": "call",
    }.get(log, log)


def _message(payload: Any) -> str:
    if not isinstance(payload, Mapping):
        return str(payload)
    if "message" in payload:
        return str(payload["message"])
    if "callee" in payload:
        return _call(payload)
    return ""


def _call(payload: Mapping[str, Any]) -> str:
    """An EngineCallLog: `http.get begun`, or with what it raised."""
    state = str(payload.get("state", "")).replace("_", " ").lower()
    raised = payload.get("exceptionRaised")
    exception = f": {raised.get('exception')}" if isinstance(raised, Mapping) else ""
    return f"{payload['callee']} {state}{exception}"


def _details(payload: Any, known: set[str]) -> str:
    """Scalars by name, but for those `known`; what is nested waits in the whole."""
    if not isinstance(payload, Mapping):
        return ""
    return "  ".join(
        f"{name}={value}"
        for name, value in payload.items()
        if name not in _SAID and isinstance(value, str | int | float) and value not in known
    )


def _scalars(argument: Any) -> set[str]:
    """What the input says already, and need not be read again in every line."""
    values = argument.values() if isinstance(argument, Mapping) else ()
    return {value for value in values if isinstance(value, str)}
