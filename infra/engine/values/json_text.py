"""JSON as the service reads and writes it: argument, result, error payload, HTTP bodies, json.*.

Written: keys sorted, nothing escaped that need not be, doubles with an integral value without `.0`.
Read: integers are 64-bit, larger ones become doubles; whatever RFC 8259 does not allow is refused.
"""

from __future__ import annotations

import json
from itertools import chain
from typing import Any, NoReturn

from infra.engine.values.values import INT_MAX, INT_MIN, MAX_DEPTH, plain, too_deep

_SURROGATES = range(0xD800, 0xE000)


def _encoder(indent: str | None, colon: str) -> json.JSONEncoder:
    return json.JSONEncoder(
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        indent=indent,
        separators=(",", colon),
    )


_COMPACT = _encoder(None, ":")


def encode(value: Any, *, indent: str | None = None, prefix: str = "") -> str:
    """`value` as JSON; ValueError if it holds bytes, a function, NaN or an infinity.

    With `indent`, every element has a line of its own: `prefix`, then one `indent` for each level.
    """
    encoder = _COMPACT if indent is None else _encoder(indent, ": ")
    text = encoder.encode(plain(value))
    return text if not prefix else text.replace("\n", "\n" + prefix)


def decode(text: str) -> Any:
    """The value of the JSON document `text`; ValueError says what is wrong and where."""
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ValueError(f"not valid JSON: {error.msg} at {place}") from error
    except RecursionError as error:
        raise too_deep() from error
    if text.count("[") + text.count("{") > MAX_DEPTH:
        _check_depth(value)
    return _without_surrogates(value) if "\\u" in text else value


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        lists = [item for item in level if isinstance(item, list)]
        maps = [item.values() for item in level if isinstance(item, dict)]
        level = [*chain.from_iterable(lists), *chain.from_iterable(maps)]
    if any(isinstance(item, list | dict) for item in level):
        raise too_deep()


def _integer(digits: str) -> int | float:
    if len(digits) < 19 or (len(digits) < 21 and _fits_64_bits(int(digits))):
        return int(digits)
    return _double(digits)


def _fits_64_bits(number: int) -> bool:
    return INT_MIN <= number <= INT_MAX


def _double(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError("not valid JSON: a number is too large for a double")
    return number


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"not valid JSON: {constant}")


def _without_surrogates(value: Any) -> Any:
    """Escapes such as "\\ud800" alone are no Unicode text and could never be written as UTF-8."""
    match value:
        case str():
            return "".join("�" if ord(char) in _SURROGATES else char for char in value)
        case list():
            return [_without_surrogates(item) for item in value]
        case dict():
            return {
                _without_surrogates(key): _without_surrogates(item) for key, item in value.items()
            }
        case _:
            return value


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_double, parse_constant=_refuse)
