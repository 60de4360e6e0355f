"""The methods of the Cloud Logging API that read and write entries, and list their logs.

https://cloud.google.com/logging/docs/reference/v2/rest/v2/entries
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
from typing import Any

from infra.engine.api.call import Call
from infra.engine.api.listing import Fields, list_page, page_json
from infra.engine.api.log_filter import SEVERITIES, log_filter
from infra.engine.api.message import (
    ANYTHING,
    BOOLEAN,
    INTEGER,
    OBJECT,
    STRING,
    STRINGS,
    TIMESTAMP,
    Enum,
    read_message,
)
from infra.engine.service.api_error import invalid_argument
from infra.engine.service.engine import Engine
from infra.engine.values.timestamps import rfc3339, seconds_since_epoch

Json = dict[str, Any]

DEFAULT_PAGE = 50
MAX_PAGE = 1000
AT_ONCE = 200
"""entries looked at before others get a turn"""
MAX_ENTRIES = 10_000
"""in one request to write"""

RESOURCE = {"type": STRING, "labels": STRINGS}
LOG_ENTRY = {
    **dict.fromkeys(("logName", "insertId", "textPayload", "trace", "spanId"), STRING),
    "resource": RESOURCE,
    "timestamp": TIMESTAMP,
    "severity": Enum(SEVERITIES),
    "labels": STRINGS,
    **dict.fromkeys(("jsonPayload", "protoPayload", "httpRequest", "operation"), OBJECT),
    **dict.fromkeys(("sourceLocation", "split", "otel"), OBJECT),
    "traceSampled": BOOLEAN,
    **dict.fromkeys(("receiveTimestamp", "metadata", "errorGroups"), ANYTHING),
    **dict.fromkeys(("apphub", "apphubSource", "apphubDestination"), ANYTHING),
}
WRITE_REQUEST = {
    "entries": [LOG_ENTRY],
    "logName": STRING,
    "resource": RESOURCE,
    "labels": STRINGS,
    **dict.fromkeys(("partialSuccess", "dryRun"), BOOLEAN),
}
LIST_REQUEST = {
    "resourceNames": [STRING],
    "projectIds": [STRING],
    **dict.fromkeys(("filter", "orderBy", "pageToken"), STRING),
    "pageSize": INTEGER,
}
_PAYLOADS = ("textPayload", "jsonPayload", "protoPayload")
_ORDERS = Enum.of("timestamp asc", "timestamp desc")
_LOG_NAME = re.compile(r"projects/[^/]+/logs/[A-Za-z0-9_.%-]{1,511}")
_PROJECT = re.compile(r"(projects/[^/]+)(?:/locations/[^/]+/buckets/[^/]+/views/[^/]+)?")
_LOG_FIELDS: Fields[str] = {}

_Position = tuple[str, ...]
"""of an entry among others: its timestamp, insertId and log"""


class LoggingApi:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._logs = engine.surroundings.logs

    async def list(self, call: Call) -> Json:
        request = Call(read_message("", call.fields, LIST_REQUEST))
        matches = log_filter(request.text("filter"))
        projects = _projects(request)
        newest_first = request.choice("orderBy", _ORDERS) == "timestamp desc"
        # Entries of one log with the same time and id are one entry, as Cloud Logging has it.
        found: dict[_Position, Json] = {}
        for number, entry in enumerate(self._logs):
            if entry["logName"].startswith(projects) and matches(entry):
                found[entry["timestamp"], entry["insertId"], entry["logName"]] = entry
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
        return _page(found, request, newest_first)

    def write(self, call: Call) -> Json:
        request = read_message("", call.fields, WRITE_REQUEST)
        entries = request.get("entries", [])
        if not 0 < len(entries) <= MAX_ENTRIES:
            raise invalid_argument(f"entries must hold 1 to {MAX_ENTRIES} log entries", "entries")
        made = [_entry(entry, request) for entry in entries]
        if not request.get("dryRun", False):
            for entry in made:
                self._logs.append(entry, self._engine.now)
        return {}

    def list_logs(self, call: Call) -> Json:
        """The names of the logs of a project that have entries; resourceNames name views of it."""
        prefix = f"{call.text('parent')}/logs/"
        names = {entry["logName"] for entry in self._logs if entry["logName"].startswith(prefix)}
        page = list_page(
            call,
            sorted(names),
            _LOG_FIELDS,
            key=lambda name: name,
            default_size=DEFAULT_PAGE,
            max_size=MAX_PAGE,
        )
        return page_json("logNames", page.items, page.next_token)


def _projects(request: Call) -> tuple[str, ...]:
    """The prefixes of logName of the asked resources; a view of a project counts as the project."""
    names = [
        *request.fields.get("resourceNames", []),
        *(f"projects/{project}" for project in request.fields.get("projectIds", [])),
    ]
    projects = [_PROJECT.fullmatch(name) for name in names]
    if not projects or None in projects:
        message = "resourceNames must name projects, each as projects/PROJECT"
        raise invalid_argument(message, "resourceNames")
    return tuple(f"{project[1]}/logs/" for project in projects if project)


def _page(found: dict[_Position, Json], request: Call, newest_first: bool) -> Json:
    """A page begins behind the last entry of the page before it, wherever new ones came in."""
    digest = _digest(request)
    last = _last(request.text("pageToken"), digest)
    positions = sorted(found, reverse=newest_first)
    if last is not None:
        positions = [one for one in positions if (one < last if newest_first else one > last)]
    size = min(request.integer("pageSize") or DEFAULT_PAGE, MAX_PAGE)
    page: Json = {"entries": [found[one] for one in positions[:size]]} if positions else {}
    if len(positions) > size:
        page["nextPageToken"] = _token(digest, positions[size - 1])
    return page


def _digest(request: Call) -> str:
    """Identifies the listing, which must be the same for every page."""
    fields = {**request.fields, "pageToken": "", "pageSize": 0}
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16]


def _token(digest: str, last: _Position) -> str:
    return base64.urlsafe_b64encode(json.dumps([digest, *last]).encode()).decode()


def _last(token: str, digest: str) -> _Position | None:
    """The position after which the page begins; None at the start."""
    if not token:
        return None
    try:
        made_for, *last = json.loads(base64.urlsafe_b64decode(token.encode()))
        timestamp, insert_id, log_name = map(str, last)
    except (TypeError, ValueError, RecursionError):
        raise invalid_argument("page_token is not valid", "page_token") from None
    if made_for != digest:
        raise invalid_argument("page_token belongs to another list request", "page_token")
    return (timestamp, insert_id, log_name)


def _entry(given: Json, request: Json) -> Json:
    """A LogEntry with the request's defaults filled in."""
    labels = {**request.get("labels", {}), **given.get("labels", {})}
    entry = {**given, "logName": given.get("logName") or request.get("logName", "")}
    entry.setdefault("resource", request.get("resource", {"type": "global"}))
    if labels:
        entry["labels"] = labels
    if not _LOG_NAME.fullmatch(entry["logName"]):
        message = "logName must be of the form projects/PROJECT/logs/LOG, LOG being URL-encoded"
        raise invalid_argument(message, "logName")
    if sum(payload in entry for payload in _PAYLOADS) > 1:
        raise invalid_argument("an entry has one payload at most", "entries")
    if "timestamp" in entry:
        entry["timestamp"] = rfc3339(seconds_since_epoch(entry["timestamp"]))
    return entry
