"""base64.*  https://cloud.google.com/workflows/docs/reference/stdlib/base64/decode"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from typing import Any

from infra.engine.stdlib import arguments
from infra.engine.stdlib.function import function
from infra.engine.values.errors import value_error

_LINE_ENDS = str.maketrans("", "", "\r\n")


@function("base64.encode")
def encode(data: Any, padding: Any = True) -> str:
    text = b64encode(arguments.data(data, "data")).decode("ascii")
    return text if arguments.boolean(padding, "padding") else text.rstrip("=")


@function("base64.decode")
def decode(data: Any, padding: Any = True) -> bytes:
    """ValueError outside the alphabet, or if padding is missing (or, when false, is there)."""
    text = arguments.string(data, "data").translate(_LINE_ENDS)
    if not arguments.boolean(padding, "padding"):
        if "=" in text:
            raise value_error("base64.decode: padding found, but padding is false")
        text += "=" * (-len(text) % 4)
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise value_error("base64.decode: not valid Base64 text") from error
