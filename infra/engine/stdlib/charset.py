"""IANA character sets by name, as far as Python has a codec for them."""

from __future__ import annotations

import codecs
from functools import lru_cache

_NO_CHARSETS = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}
"""codecs of Python that are none, and the one that can give half a surrogate pair"""


@lru_cache(maxsize=256)
def codec(charset: str) -> str:
    """Python's name for `charset`, in any case; LookupError if it is not supported."""
    try:
        info = codecs.lookup(charset)
        "".encode(info.name)  # refuses codecs between bytes, such as hex
    except ValueError as error:
        raise LookupError("malformed charset name") from error
    if info.name in _NO_CHARSETS:
        raise LookupError("not a charset")
    return info.name
