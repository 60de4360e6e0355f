"""One request to an API method, whichever front it came through: fields by their JSON names.

REST gives query parameters as text and the body as JSON, gRPC gives the message as JSON; the
accessors below read both and refuse what has the wrong type the way Google does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.engine.api_error import invalid_argument

STRING = "string"
BOOLEAN = "boolean"
INTEGER = "integer"
STRINGS = "map of strings"
MESSAGE = "object"
_TYPES: dict[str, type] = {STRING: str, BOOLEAN: bool, STRINGS: dict, MESSAGE: dict, INTEGER: int}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    fields: Mapping[str, Any]
    version: str = "v1"
    user_agent: str = ""

    def text(self, name: str) -> str:
        """The field, or "" without it."""
        value = self.fields.get(name, "")
        if not isinstance(value, str):
            raise invalid_argument(f"{name} must be a string", name)
        return value

    def integer(self, name: str) -> int:
        """The field, or 0 without it; negative numbers are refused."""
        value = self.fields.get(name, 0)
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise invalid_argument(f"{name} must be an integer", name) from None
        if not 0 <= number < 2**31:
            raise invalid_argument(f"{name} must be between 0 and {2**31 - 1}", name)
        return number

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """The field, one of `choices`; the first of them without it."""
        value = self.text(name) or choices[0]
        if value not in choices:
            raise invalid_argument(f"{name} must be one of {', '.join(choices)}", name)
        return value

    def message(self, name: str, schema: Mapping[str, str]) -> Json:
        """The object in field `name`, its own fields checked by `schema`: name to type."""
        value = self.fields.get(name, {})
        if not isinstance(value, dict):
            raise invalid_argument(f"{name} must be an object", name)
        for field, content in value.items():
            _check(f"{name}.{field}", content, schema.get(field))
        return {field: content for field, content in value.items() if content is not None}


def _check(path: str, value: Any, kind: str | None) -> None:
    if kind is None:
        message = f"Invalid JSON payload received. Unknown name {path!r}: Cannot find field."
        raise invalid_argument(message, path)
    if value is None:
        return
    wrong = type(value) is not _TYPES[kind]
    if wrong or (kind == STRINGS and not all(isinstance(one, str) for one in value.values())):
        raise invalid_argument(f"Invalid value at {path!r}: expected a {kind}", path)
