"""Messages as Google's JSON front end reads them: what it accepts, and what it refuses.

A schema says what a message holds: a mapping of its fields' names to what they hold in turn, a list
of one schema where there are several, an Enum, or one of the scalar types below. Names may come in
lowerCamelCase or snake_case, enums by name or number, numbers and booleans as text too; null is no
value. What is read is lowerCamelCase throughout, with enums by name.
https://protobuf.dev/programming-guides/json/
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.engine.service.api_error import ApiError, invalid_argument
from infra.engine.values.timestamps import seconds_since_epoch

Json = dict[str, Any]

STRING = "TYPE_STRING"
BOOLEAN = "TYPE_BOOL"
INTEGER = "TYPE_INT32"
BYTES = "TYPE_BYTES"
"""base64, in either alphabet"""
TIMESTAMP = "TYPE_TIMESTAMP"
"""RFC 3339"""
STRINGS = "a map of strings"
OBJECT = "an object"
"""of which nothing more is asked"""
ANYTHING = "a value"
"""of a field that only the service sets: what a caller says of it is ignored, as Google does"""

INT32_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Enum:
    """The numbers of an enum's names; the first name stands for what is left unspecified."""

    numbers: Mapping[str, int]

    @classmethod
    def of(cls, *names: str) -> Enum:
        """Numbered from 0."""
        return cls({name: number for number, name in enumerate(names)})


Schema = Mapping[str, Any]


def read_message(path: str, value: Any, schema: Schema) -> Json:
    """The fields of the message at `path`; ApiError INVALID_ARGUMENT names the first wrong one."""
    if not isinstance(value, Mapping):
        raise invalid_value(path, OBJECT)
    fields = {}
    for given, content in value.items():
        name = camel_case(given)
        if name not in schema:
            raise unknown_name(given, path)
        if content is not None and schema[name] != ANYTHING:
            fields[name] = read(f"{path}.{name}" if path else name, content, schema[name])
    return fields


def read(path: str, value: Any, holds: Any) -> Any:
    """`value` as what `holds` says: a schema, a list of one, an Enum or a scalar type."""
    match holds:
        case Enum():
            return _enum(path, value, holds)
        case [element]:
            if not isinstance(value, list):
                raise invalid_value(path, "a list")
            return [read(f"{path}[{n}]", item, element) for n, item in enumerate(value)]
        case str():
            return _scalar(path, value, holds)
        case _:
            return read_message(path, value, holds)


def camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def unknown_name(name: str, path: str) -> ApiError:
    where = f" at '{path}'" if path else ""
    message = f'Invalid JSON payload received. Unknown name "{name[:100]}"{where}: '
    field = f"{path}.{name[:100]}" if path else name[:100]
    return invalid_argument(message + "Cannot find field.", field)


def invalid_value(path: str, expected: str) -> ApiError:
    return invalid_argument(f"Invalid value at '{path}' ({expected})", path)


def _enum(path: str, value: Any, enum: Enum) -> str:
    for name, number in enum.numbers.items():
        if value in (name, str(number)) or (type(value) is int and value == number):
            return name
    raise invalid_value(path, f"one of {', '.join(enum.numbers)}")


def _scalar(path: str, value: Any, kind: str) -> Any:
    try:
        return _READ[kind](value)
    except (TypeError, ValueError):
        raise invalid_value(path, kind) from None


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _boolean(value: Any) -> bool:
    if value in ("true", "false"):
        return bool(value == "true")
    if not isinstance(value, bool):
        raise TypeError
    return value


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError
    number = int(value)
    if abs(number) > INT32_MAX or (isinstance(value, float) and number != value):
        raise ValueError
    return number


def _bytes(value: Any) -> str:
    text = _string(value)
    padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
    try:
        base64.b64decode(padded.replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error as error:
        raise ValueError from error
    return text


def _timestamp(value: Any) -> str:
    text = _string(value)
    if "T" not in text.upper():
        raise ValueError
    seconds_since_epoch(text)
    return text


def _strings(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or not all(isinstance(one, str) for one in value.values()):
        raise TypeError
    return dict(value)


def _object(value: Any) -> Json:
    if not isinstance(value, Mapping):
        raise TypeError
    return dict(value)


_READ: Mapping[str, Callable[[Any], Any]] = {
    STRING: _string,
    BOOLEAN: _boolean,
    INTEGER: _integer,
    BYTES: _bytes,
    TIMESTAMP: _timestamp,
    STRINGS: _strings,
    OBJECT: _object,
}
