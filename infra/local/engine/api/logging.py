"""The methods of the Cloud Logging API that read and write entries.

https://cloud.google.com/logging/docs/reference/v2/rest/v2/entries
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from infra.local.engine.api.call import Call
from infra.local.engine.api_error import invalid_argument
from infra.local.engine.log_filter import FIELDS, SEVERITIES, log_filter
from infra.local.engine.timestamps import rfc3339, seconds_since_epoch

if TYPE_CHECKING:
    from infra.local.engine.engine import Engine

Json = dict[str, Any]

DEFAULT_PAGE = 50
MAX_PAGE = 1000
MAX_ENTRIES = 10_000
"""in one request to write"""
_ORDERS = ("timestamp asc", "timestamp desc")


class LoggingApi:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._logs = engine.surroundings.logs

    def list(self, call: Call) -> Json:
        matches = log_filter(call.text("filter"))
        projects = _projects(call)
        newest_first = call.choice("orderBy", _ORDERS) == "timestamp desc"
        found = [
            entry
            for entry in self._logs
            if entry["logName"].startswith(projects) and matches(entry)
        ]
        found.sort(key=lambda entry: (entry["timestamp"], entry["insertId"]), reverse=newest_first)
        return _page(found, call)

    def write(self, call: Call) -> Json:
        entries = call.fields.get("entries")
        if not isinstance(entries, list) or not 0 < len(entries) <= MAX_ENTRIES:
            raise invalid_argument(f"entries must hold 1 to {MAX_ENTRIES} log entries", "entries")
        made = [_entry(entry, call) for entry in entries]
        if call.fields.get("dryRun") is not True:
            for entry in made:
                self._logs.append(entry, self._engine.now)
        return {}


def _projects(call: Call) -> tuple[str, ...]:
    """The prefixes of logName of the asked resources; a view of a project counts as the project."""
    names = call.fields.get("resourceNames")
    if not isinstance(names, list) or not names:
        raise invalid_argument("resourceNames must name at least one project", "resourceNames")
    if not all(isinstance(name, str) and name.startswith("projects/") for name in names):
        raise invalid_argument("resourceNames are of the form projects/PROJECT", "resourceNames")
    return tuple("/".join(name.split("/")[:2]) + "/logs/" for name in names)


def _page(found: list[Json], call: Call) -> Json:
    start = _start(call.text("pageToken"))
    end = start + min(call.integer("pageSize") or DEFAULT_PAGE, MAX_PAGE)
    page: Json = {"entries": found[start:end]} if found[start:end] else {}
    return {**page, "nextPageToken": _token(end)} if end < len(found) else page


def _token(start: int) -> str:
    return base64.urlsafe_b64encode(str(start).encode()).decode()


def _start(token: str) -> int:
    try:
        return abs(int(base64.urlsafe_b64decode(token.encode()))) if token else 0
    except ValueError:
        raise invalid_argument("page_token is not valid", "page_token") from None


def _entry(given: Any, call: Call) -> Json:
    """A LogEntry with the request's defaults filled in."""
    if not isinstance(given, dict):
        raise invalid_argument("each of entries must be a log entry", "entries")
    labels = {**_map(call.fields, "labels"), **_map(given, "labels")}
    entry = {**given, "logName": given.get("logName") or call.text("logName")}
    entry.setdefault("resource", call.fields.get("resource", {"type": "global"}))
    if labels:
        entry["labels"] = labels
    _check(entry)
    if "timestamp" in entry:
        entry["timestamp"] = rfc3339(seconds_since_epoch(entry["timestamp"]))
    return entry


def _map(fields: Any, name: str) -> Json:
    value = fields.get(name, {})
    if not isinstance(value, dict):
        raise invalid_argument(f"{name} must be an object", name)
    return value


def _check(entry: Json) -> None:
    for name in entry.keys() - FIELDS:
        raise invalid_argument(f"log entries have no field {name[:100]!r}", "entries")
    name = entry["logName"]
    if not isinstance(name, str) or "/logs/" not in name:
        raise invalid_argument("logName must be of the form projects/PROJECT/logs/LOG", "logName")
    if str(entry.get("severity", "DEFAULT")) not in SEVERITIES:
        raise invalid_argument(f"severity must be one of {', '.join(SEVERITIES)}", "severity")
    if not isinstance(entry.get("insertId", ""), str):
        raise invalid_argument("insertId must be a string", "insertId")
    _map(entry, "resource")
    _map(entry, "jsonPayload")
    try:
        seconds_since_epoch(entry.get("timestamp", "1970-01-01"))
    except (TypeError, ValueError):
        raise invalid_argument("timestamp must be an RFC 3339 time", "timestamp") from None
