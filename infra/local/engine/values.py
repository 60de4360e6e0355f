"""Values of a workflow: None, bool, int (64 bits), float, str, bytes, list, dict of str.

Values are never changed once anybody else may hold them: an assignment to an element copies the
containers on its path unless the variable is their only owner (see `runtime/assignment.py`). So
copies are free and `b: ${a}` is an independent value, as
https://cloud.google.com/workflows/docs/reference/syntax/variables promises.
"""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any

INT_MIN, INT_MAX = -(2**63), 2**63 - 1

_TYPE_NAMES = {
    type(None): "null",
    bool: "bool",
    int: "int",
    float: "double",
    str: "string",
    bytes: "bytes",
    list: "list",
    dict: "dict",
}


def type_name(value: Any) -> str:
    """The name error messages use, Python-like as in the service: 'dict', 'list', 'null'."""
    return _TYPE_NAMES.get(type(value), "function")


def is_number(value: Any) -> bool:
    return type(value) is int or type(value) is float


def size_of(value: Any) -> int:
    """Bytes of memory Google charges for a value: 8 a scalar, 8 + content for the rest."""
    kind = type(value)
    if kind is str:
        return 8 + (len(value) if value.isascii() else len(value.encode(errors="surrogatepass")))
    if kind is list:
        return 8 + sum(map(size_of, value))
    if kind is dict:
        return 8 + sum(map(size_of, value)) + sum(map(size_of, value.values()))
    return 8 + len(value) if kind is bytes else 8


def plain(value: Any) -> Any:
    """The value as JSON shows it: integral doubles lose their `.0`, functions become their name.

    Raises ValueError for bytes, infinities and NaN, which JSON cannot carry.
    """
    kind = type(value)
    if kind is float:
        return _plain_double(value)
    if kind is list:
        return [plain(item) for item in value]
    if kind is dict:
        return {key: plain(item) for key, item in value.items()}
    if kind is bytes:
        raise ValueError("bytes cannot be encoded as JSON")
    if kind in (str, int, bool, type(None)):
        return value
    return getattr(value, "name", str(value))


def _plain_double(value: float) -> int | float:
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be encoded as JSON")
    return int(value) if value.is_integer() and abs(value) < 1e21 else value


def text_of(value: bool | int | float | str) -> str:
    """What `string()` and `+` with a string make of a scalar: `true`, `3`, `0.5`, `1e+21`."""
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is not float:
        return str(value)
    if math.isfinite(value) and (value == 0 or 1e-6 <= abs(value) < 1e21):
        digits = format(Decimal(repr(value)), "f")
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    return repr(value)


def to_json(value: Any) -> str:
    """Compact JSON with sorted keys, the form of `error.payload`; with bytes inside, null."""
    try:
        shown = plain(value)
    except ValueError:
        shown = None
    return json.dumps(shown, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
