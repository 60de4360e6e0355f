"""Log lines as JSON on standard output, in Cloud Logging's shape, with an allow-list of fields.

A line has `severity`, `message` (a constant of the code), what `begin` and `bind` noted for the
request, and fields of FIELDS: ids, codes, counts, durations. Any other field is dropped and counted
in `dropped_fields`: losing a field is better than losing the request, or than printing a guest's
name. An exception is logged by its type, code and frames; its text may hold personal data and is
left out.
"""

import json
import re
import sys
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from werkzeug.datastructures import Headers

from hotelly import settings

IDS: Final = (
    *("correlation_id", "event_id", "execution_id", "property_id", "hold_id", "session_id"),
    *("payment_id", "reservation_id", "lead_id", "project_id", "obra_id", "message_id"),
)
FIELDS: Final = {
    *IDS,
    *("function", "route", "method", "status", "duration_ms", "outcome", "code", "paths"),
    *("event_type", "source", "template"),
    *("sql_function", "sqlstate", "error_type", "stack_trace"),
}
SOURCE_ROOT: Final = Path(__file__).parents[1]
LONGEST_TEXT: Final = 4096

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_CLOUD_TRACE = re.compile(r"([0-9a-f]{32})(?:/|$)")
_request: ContextVar[Mapping[str, Any]] = ContextVar("request", default=MappingProxyType({}))


def begin(headers: Headers, **fields: Any) -> None:
    """Forget this thread's last request; note the new one's trace and fields for all its lines."""
    _request.set({**_trace(headers), **_allowed(fields)})


def bind(**fields: Any) -> None:
    """Note more fields for the rest of the request."""
    _request.set({**_request.get(), **_allowed(fields)})


def warning(message: str, **fields: Any) -> None:
    write("WARNING", message, **fields)


def exception(message: str, error: BaseException, **fields: Any) -> None:
    frames = _frames(error)
    write("ERROR", message, error_type=type(error).__name__, stack_trace=frames, **fields)


def write(severity: str, message: str, **fields: Any) -> None:
    entry = {"severity": severity, "message": message, **_request.get(), **_allowed(fields)}
    line = json.dumps(entry, ensure_ascii=False) + "\n"
    # In one piece and below the text layer, which loses lines of threads that write at once.
    sys.stdout.buffer.write(line.encode(errors="backslashreplace"))
    sys.stdout.flush()


def _allowed(fields: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in fields.items() if _may_be_logged(name, value)}
    if dropped := len(fields) - len(kept):
        kept["dropped_fields"] = dropped
    return {name: value for name, value in kept.items() if value is not None}


def _may_be_logged(name: str, value: Any) -> bool:
    if isinstance(value, str):
        return name in FIELDS and len(value) <= LONGEST_TEXT
    return name in FIELDS and isinstance(value, int | float | None)


def _trace(headers: Headers) -> dict[str, str]:
    """`traceparent` first, then the older header, as Google's own client library reads them."""
    found = _TRACEPARENT.fullmatch(headers.get("traceparent", ""))
    found = found or _CLOUD_TRACE.match(headers.get("X-Cloud-Trace-Context", ""))
    project = settings.optional("GOOGLE_CLOUD_PROJECT", "")
    if not found or not project:
        return {}
    return {"logging.googleapis.com/trace": f"projects/{project}/traces/{found[1]}"}


def _frames(error: BaseException) -> str:
    """A traceback without its texts, in the shape by which Error Reporting groups."""
    lines = [
        f'  File "{_relative(frame.filename)}", line {frame.lineno}, in {frame.name}'
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    head = "Traceback (most recent call last):"
    return "\n".join([head, *lines[-30:], type(error).__name__])[:LONGEST_TEXT]


def _relative(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(SOURCE_ROOT)) if path.is_relative_to(SOURCE_ROOT) else path.name
