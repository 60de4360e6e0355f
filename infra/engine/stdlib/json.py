"""json.*  https://cloud.google.com/workflows/docs/reference/stdlib/json/encode"""

from __future__ import annotations

from typing import Any

from infra.engine.stdlib import arguments
from infra.engine.stdlib.function import function
from infra.engine.values import json_text
from infra.engine.values.errors import value_error

_DEFAULT_INDENT = "    "
MAX_INDENT = 100
"""characters; Google names no limit, without one a short value could fill the memory"""


@function("json.decode")
def decode(data: Any) -> Any:
    if isinstance(data, bytes):
        data = data.decode("utf-8", errors="replace")
    try:
        return json_text.decode(arguments.string(data, "data"))
    except ValueError as error:
        raise value_error(str(error)) from error


@function("json.encode")
def encode(data: Any, indent: Any = None) -> bytes:
    return encode_to_string(data, indent).encode()


@function("json.encode_to_string")
def encode_to_string(data: Any, indent: Any = None) -> str:
    layout = _layout(indent)
    try:
        return json_text.encode(data, **layout)
    except ValueError as error:
        raise value_error(str(error)) from error


def _layout(indent: Any) -> dict[str, str]:
    """`indent` is a boolean or a map with the optional strings `prefix` and `indent`."""
    if indent is None or indent is False:
        return {}
    options = {} if indent is True else arguments.dictionary(indent, "indent")
    return {
        "prefix": _short(options.get("prefix", ""), "indent.prefix"),
        "indent": _short(options.get("indent", _DEFAULT_INDENT), "indent.indent"),
    }


def _short(text: Any, argument: str) -> str:
    if len(arguments.string(text, argument)) > MAX_INDENT:
        raise value_error(f"argument '{argument}' is longer than {MAX_INDENT} characters")
    return str(text)
