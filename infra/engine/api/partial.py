"""Partial responses: what the `fields` of a request leaves of its answer.

`fields=executions(name,error/context),nextPageToken`; `*` stands for every name. A path that the
answer does not have selects nothing.
https://cloud.google.com/apis/docs/system-parameters
"""

from __future__ import annotations

import re
from collections import deque
from functools import reduce
from typing import Any

from infra.engine.service.api_error import ApiError, invalid_argument

Mask = dict[str, "Mask"]
"""what is kept below each name; an empty one keeps everything"""

DEEPEST = 50
_TOKEN = re.compile(r"[(),/.]|[^(),/.]+")
_NAME = re.compile(r"[\w*@$-]+")


def parse_fields(text: str) -> Mask:
    """An empty text selects everything; ApiError INVALID_ARGUMENT for what is no selection."""
    if not text:
        return {}
    tokens = deque(_TOKEN.findall(text))
    mask = _selection(tokens, 0)
    if tokens:
        raise _invalid()
    return mask


def select(document: Any, mask: Mask) -> Any:
    """The parts of a JSON value that `mask` keeps."""
    if isinstance(document, list):
        return [select(each, mask) for each in document]
    if not mask or not isinstance(document, dict):
        return document
    kept = {}
    for name, value in document.items():
        if masks := [mask[key] for key in (name, "*") if key in mask]:
            kept[name] = select(value, reduce(_union, masks))
    return kept


def _selection(tokens: deque[str], depth: int) -> Mask:
    """One or more paths, separated by commas."""
    selected: Mask = {}
    while True:
        name, below = _path(tokens, depth)
        selected[name] = _union(selected[name], below) if name in selected else below
        if not tokens or tokens[0] != ",":
            return selected
        tokens.popleft()


def _path(tokens: deque[str], depth: int) -> tuple[str, Mask]:
    """A name, and what is selected below it: by a path or, in parentheses, by several."""
    name = tokens.popleft().strip() if tokens else ""
    if not _NAME.fullmatch(name) or depth > DEEPEST:
        raise _invalid()
    if not tokens or tokens[0] in ",)":
        return name, {}
    if tokens.popleft() != "(":
        return name, dict([_path(tokens, depth + 1)])
    below = _selection(tokens, depth + 1)
    if not tokens or tokens.popleft() != ")":
        raise _invalid()
    return name, below


def _union(one: Mask, other: Mask) -> Mask:
    if not one or not other:
        return {}
    both = {name: _union(one[name], other[name]) for name in one.keys() & other.keys()}
    return {**one, **other, **both}


def _invalid() -> ApiError:
    return invalid_argument(f"Invalid field selection: {_FORM}", "fields")


_FORM = "it has the form a,b/c,d(e,f), with * for every name"
