"""Cloud Logging's query language over entries in Cloud Logging's JSON.

    matches = log_filter('resource.type="cloud_run_revision" AND severity>=ERROR')
    matches(entry)

Text compares without regard to case, except under `=~` and `!~`, which are RE2 and match anywhere.
A comparison with a field the entry lacks is false, whatever the operator.
https://cloud.google.com/logging/docs/view/logging-query-language
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

import re2

from infra.engine.api.filter_language import COMPARISONS, Predicate, parse
from infra.engine.values.timestamps import seconds_since_epoch

SEVERITIES = {
    "DEFAULT": 0,
    "DEBUG": 100,
    "INFO": 200,
    "NOTICE": 300,
    "WARNING": 400,
    "ERROR": 500,
    "CRITICAL": 600,
    "ALERT": 700,
    "EMERGENCY": 800,
}
_TIMES = ("timestamp", "receiveTimestamp")
FIELDS = frozenset(
    {
        *_TIMES,
        "logName",
        "resource",
        "severity",
        "insertId",
        "labels",
        "jsonPayload",
        "protoPayload",
        "textPayload",
        "httpRequest",
        "trace",
        "spanId",
        "traceSampled",
        "operation",
        "sourceLocation",
    }
)

Entry = Mapping[str, Any]


def log_filter(text: str) -> Predicate:
    """The predicate of a filter over entries. Raises ApiError naming the first mistake's place."""
    return parse(text, _bind)


def _bind(path: tuple[str, ...], operator: str, value: str) -> Predicate:
    if not path:
        return _anywhere(value)
    if path == ("log_id()",):
        return _log_id(value)
    if path[0] not in FIELDS:
        raise ValueError(f"log entries have no field {path[0]!r}; put quotes around text to find")
    if operator in ("=~", "!~"):
        return _regular_expression(path, value, wanted=operator == "=~")
    if operator == ":":
        return _has(path, value)
    if path == ("severity",):
        return _severity(operator, value)
    if path[0] in _TIMES:
        return _time(path[0], operator, value)
    return _value(path, operator, value)


def _log_id(value: str) -> Predicate:
    """The log's own name, behind the project's, without its URL encoding."""
    return lambda entry: unquote(entry["logName"].partition("/logs/")[2]) == value


def _severity(operator: str, value: str) -> Predicate:
    wanted = SEVERITIES.get(value.upper())
    if wanted is None:
        raise ValueError(f"unknown severity {value!r}")
    compare = COMPARISONS[operator]
    return lambda entry: compare(SEVERITIES.get(entry.get("severity", "DEFAULT"), 0), wanted)


def _time(field: str, operator: str, value: str) -> Predicate:
    try:
        wanted = seconds_since_epoch(value)
    except ValueError:
        raise ValueError(f'{field} takes a time such as "2026-01-31T12:00:00Z"') from None
    compare = COMPARISONS[operator]
    return lambda entry: compare(seconds_since_epoch(entry[field]), wanted)


def _value(path: tuple[str, ...], operator: str, value: str) -> Predicate:
    compare = COMPARISONS[operator]
    text, number = value.casefold(), _number(value)

    def matches(found: Any) -> bool:
        if isinstance(found, bool):
            return compare(str(found).lower(), text)
        if isinstance(found, int | float):
            return number is not None and compare(found, number)
        if found is None:
            return compare("null_value", text)
        return isinstance(found, str) and compare(found.casefold(), text)

    return lambda entry: any(matches(found) for found in _found(entry, path))


def _has(path: tuple[str, ...], value: str) -> Predicate:
    """`field:text` looks for a part of the field's text, `field:*` for the field itself."""
    if value == "*":
        return lambda entry: any(True for _ in _found(entry, path))
    part = value.casefold()
    return lambda entry: any(part in text for item in _found(entry, path) for text in texts(item))


def _regular_expression(path: tuple[str, ...], value: str, *, wanted: bool) -> Predicate:
    options = re2.Options()
    options.log_errors = False
    try:
        pattern = re2.compile(value, options)
    except re2.error:
        raise ValueError(f"invalid regular expression {value!r}") from None
    return lambda entry: any(
        isinstance(found, str) and (pattern.search(found) is not None) is wanted
        for found in _found(entry, path)
    )


def _anywhere(value: str) -> Predicate:
    part = value.casefold()
    return lambda entry: any(part in text for text in texts(entry))


def _found(entry: Any, path: tuple[str, ...]) -> Iterable[Any]:
    """What stands at `path`; each element of a list on the way counts."""
    if isinstance(entry, list):
        for item in entry:
            yield from _found(item, path)
    elif not path:
        yield entry
    elif isinstance(entry, Mapping) and path[0] in entry:
        yield from _found(entry[path[0]], path[1:])


def texts(item: Any) -> Iterable[str]:
    """All text inside, case folded."""
    if isinstance(item, Mapping):
        for inner in item.values():
            yield from texts(inner)
    elif isinstance(item, list):
        for inner in item:
            yield from texts(inner)
    elif item is not None:
        yield str(item).casefold()


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
