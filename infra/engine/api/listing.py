"""What Google's list methods have in common: filter, order and pages.

https://google.aip.dev/132, https://google.aip.dev/158, https://google.aip.dev/160
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Generic, TypeVar

from infra.engine.api.call import Call
from infra.engine.api.filter_language import COMPARISONS, Predicate, parse
from infra.engine.service.api_error import invalid_argument
from infra.engine.values.timestamps import seconds_since_epoch

Item = TypeVar("Item")

TEXT = "text"
NUMBER = "number"
TIME = "time"
DURATION = "duration"
FLAG = "flag"
LABELS = "labels"

_DURATION = re.compile(r"(\d+(?:\.\d+)?)s?")


@dataclass(frozen=True, slots=True)
class Field(Generic[Item]):
    """A field that lists can be filtered by and, unless it holds labels, ordered by."""

    kind: str
    value: Callable[[Item], Any]
    """None where the item has no value; of a list of texts, any element counts"""


Fields = Mapping[str, Field[Item]]


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    items: list[Item]
    next_token: str
    total: int
    """items that matched, on all pages"""


def list_page(
    call: Call,
    items: Sequence[Item],
    fields: Fields[Item],
    *,
    key: Callable[[Item], str],
    default_size: int,
    max_size: int,
) -> Page[Item]:
    """The page of `items` that `call` asks for by filter, orderBy, pageSize, pageToken and skip."""
    matches = parse(call.text("filter"), lambda *comparison: _bind(fields, *comparison))
    found = _ordered([item for item in items if matches(item)], call.text("orderBy"), fields)
    digest = _digest(call)
    start = _start(call.text("pageToken"), digest, [key(item) for item in found])
    start += call.integer("skip")
    end = start + min(call.integer("pageSize") or default_size, max_size)
    token = _token(digest, key(found[end - 1])) if end < len(found) else ""
    return Page(found[start:end], token, len(found))


def page_json(name: str, shown: list[dict[str, Any]], next_token: str) -> dict[str, Any]:
    """The answer of a list method; empty fields are left out, as Google's JSON does."""
    answer: dict[str, Any] = {name: shown} if shown else {}
    return {**answer, "nextPageToken": next_token} if next_token else answer


def _digest(call: Call) -> str:
    """Identifies the listing, which must be the same for every page."""
    same = [call.text(name) for name in ("parent", "name", "filter", "orderBy", "view")]
    return hashlib.sha256(json.dumps(same).encode()).hexdigest()[:16]


def _token(digest: str, last: str) -> str:
    """`last` is the key of the page's last item: what arrives later does not move the next page."""
    return base64.urlsafe_b64encode(f"{digest} {last}".encode()).decode()


def _start(token: str, digest: str, keys: list[str]) -> int:
    if not token:
        return 0
    try:
        made_for, _, last = base64.urlsafe_b64decode(token.encode()).decode().partition(" ")
        index = keys.index(last)
    except ValueError:
        raise invalid_argument("page_token is not valid, or no longer", "page_token") from None
    if made_for != digest:
        raise invalid_argument("page_token belongs to another list request", "page_token")
    return index + 1


def _ordered(items: list[Item], order_by: str, fields: Fields[Item]) -> list[Item]:
    """By a list such as "state, createTime desc"; the last criterion is applied first."""
    criteria = [part.split() for part in order_by.split(",")] if order_by.strip() else []
    for name, *direction in reversed([part or [""] for part in criteria]):
        field = fields.get(name)
        if field is None or field.kind == LABELS or direction not in ([], ["asc"], ["desc"]):
            raise invalid_argument(f"cannot order by {' '.join([name, *direction])!r}", "order_by")
        items = sorted(items, key=_sort_key(field), reverse=direction == ["desc"])
    return items


def _sort_key(field: Field[Item]) -> Callable[[Item], tuple[bool, Any]]:
    def sort_key(item: Item) -> tuple[bool, Any]:
        value = field.value(item)
        return (value is not None, value)

    return sort_key


def _bind(fields: Fields[Item], path: tuple[str, ...], operator: str, value: str) -> Predicate:
    name = path[0] if path else ""
    field = fields.get(name)
    if field is None:
        raise ValueError(f"cannot filter by {name or value!r}; fields are {', '.join(fields)}")
    if field.kind == LABELS:
        return _label(field, path[1:], operator, value)
    if len(path) > 1 or operator in ("=~", "!~"):
        raise ValueError(f"{'.'.join(path)} {operator} is not supported here")
    if field.kind == TEXT:
        return _text(field, operator, value)
    compare = COMPARISONS["=" if operator == ":" else operator]
    wanted = _parsed(field.kind, value)
    return lambda item: (found := field.value(item)) is not None and compare(found, wanted)


def _label(field: Field[Item], path: tuple[str, ...], operator: str, value: str) -> Predicate:
    """`label.team="sales"`, or `label:team` for the mere presence of a key."""
    if not path and operator == ":":
        return lambda item: value in field.value(item)
    if len(path) != 1 or operator not in ("=", "!=", ":"):
        raise ValueError('labels are compared as label.key="value"')
    key = path[0]
    if operator == ":" and value == "*":
        return lambda item: key in field.value(item)
    return lambda item: (field.value(item).get(key) == value) is (operator != "!=")


def _text(field: Field[Item], operator: str, value: str) -> Predicate:
    """`=` knows `*` as a wildcard, `:` finds a part."""
    if operator in ("=", "!="):
        pattern = value.replace("[", "[[]").replace("?", "[?]")
        wanted = operator == "="
        return lambda item: any(fnmatchcase(one, pattern) for one in _all(field, item)) is wanted
    if operator == ":":
        return lambda item: any(value == "*" or value in one for one in _all(field, item))
    compare = COMPARISONS[operator]
    return lambda item: any(compare(one, value) for one in _all(field, item))


def _all(field: Field[Item], item: Item) -> list[str]:
    value = field.value(item)
    return value if isinstance(value, list) else [value] if value else []


def _parsed(kind: str, value: str) -> Any:
    if kind == FLAG:
        return {"true": True, "false": False}[value] if value in ("true", "false") else _bad(value)
    if kind == DURATION:
        match = _DURATION.fullmatch(value)
        return float(match[1]) if match else _bad(value)
    try:
        return seconds_since_epoch(value) if kind == TIME else float(value)
    except ValueError:
        return _bad(value)


def _bad(value: str) -> Any:
    raise ValueError(f"{value!r} is not a value this field can have")
