"""Values of a workflow: None, bool, int (64 bits), float, str, bytes, list, dict of str.

Values are never changed once anybody else may hold them: an assignment to an element copies the
containers on its path unless the variable is their only owner (see `runtime/assignment.py`). So
copies are free and `b: ${a}` is an independent value, as
https://cloud.google.com/workflows/docs/reference/syntax/variables promises.
"""

from __future__ import annotations

import math
from decimal import Decimal
from itertools import chain
from typing import Any

INT_MIN, INT_MAX = -(2**63), 2**63 - 1
MAX_DEPTH = 100
"""levels of lists and maps in JSON, the limit of Google's own JSON parsers"""

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
_SAME_IN_JSON = frozenset({str, int, bool, type(None)})


def type_name(value: Any) -> str:
    """The name error messages use, Python-like as in the service: 'dict', 'list', 'null'."""
    return _TYPE_NAMES.get(type(value), "function")


def is_number(value: Any) -> bool:
    return type(value) is int or type(value) is float


def size_of(value: Any, limit: float = math.inf) -> int:
    """Bytes of memory Google charges for a value: 8 a scalar, 8 + content for the rest.

    Counting ends above `limit`: a short list can repeat one value until it stands for gigabytes.
    """
    kind = type(value)
    if kind is str:
        return 8 + (len(value) if value.isascii() else len(value.encode(errors="surrogatepass")))
    if kind is bytes:
        return 8 + len(value)
    if kind is not list and kind is not dict:
        return 8
    size = 8
    for part in value if kind is list else chain(value, value.values()):
        is_ascii = type(part) is str and part.isascii()  # most parts are
        size += 8 + len(part) if is_ascii else size_of(part, limit - size)
        if size > limit:
            break
    return size


def longest_string(value: Any) -> int:
    """Bytes of the longest string in `value`, keys included."""
    kind = type(value)
    if kind is str:
        return size_of(value) - size_of("")
    if kind is not list and kind is not dict:
        return 0
    parts = value if kind is list else chain(value, value.values())
    return max(map(longest_string, parts), default=0)


def plain(value: Any, levels: int = MAX_DEPTH) -> Any:
    """The value as JSON shows it: integral doubles lose their `.0`.

    Raises ValueError for what JSON cannot carry: bytes, functions, infinities, NaN, and lists and
    maps more than `levels` deep.
    """
    kind = type(value)
    if kind in _SAME_IN_JSON:
        return value
    if kind is float:
        return _plain_double(value)
    if kind is bytes:
        raise ValueError("bytes cannot be encoded as JSON; use base64.encode or text.decode")
    if kind is not list and kind is not dict:
        raise ValueError("a function cannot be encoded as JSON")
    if levels == 0:
        raise too_deep()
    if kind is list:
        return [plain(item, levels - 1) for item in value]
    return {key: plain(item, levels - 1) for key, item in value.items()}


def too_deep() -> ValueError:
    return ValueError(f"JSON nested more than {MAX_DEPTH} levels deep")


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
