"""One request to an API method, whichever front it came through: fields by their JSON names.

REST gives query parameters as text and the body as JSON, gRPC gives the message as JSON; the
accessors below read both and refuse what has the wrong type the way Google does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.engine.api.message import (
    INT32_MAX,
    INTEGER,
    STRING,
    Enum,
    Json,
    Schema,
    read,
    read_message,
)
from infra.engine.service.api_error import invalid_argument


@dataclass(frozen=True, slots=True)
class Call:
    fields: Mapping[str, Any]
    version: str = "v1"
    user_agent: str = ""

    def text(self, name: str) -> str:
        """The field, or "" without it."""
        return str(read(name, self.fields.get(name, ""), STRING))

    def integer(self, name: str) -> int:
        """The field, or 0 without it; negative numbers are refused."""
        number = int(read(name, self.fields.get(name, 0), INTEGER))
        if number < 0:
            raise invalid_argument(f"{name} must be between 0 and {INT32_MAX}", name)
        return number

    def choice(self, name: str, enum: Enum) -> str:
        """The field, one of the names of `enum`; the first of them without it."""
        return str(read(name, self.fields.get(name) or next(iter(enum.numbers)), enum))

    def message(self, name: str, schema: Schema) -> Json:
        """The message in field `name`, empty without it."""
        return read_message(name, self.fields.get(name, {}), schema)
