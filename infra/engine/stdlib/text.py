"""text.*  https://cloud.google.com/workflows/docs/reference/stdlib/text/find_all

Positions count characters (code points).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, quote_plus, unquote_plus

from infra.engine.limits import GOOGLE
from infra.engine.stdlib import arguments, charset, regular_expression
from infra.engine.stdlib.function import function
from infra.engine.values.errors import ResourceLimitError, value_error

_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


@function("text.decode")
def decode(data: Any, charset: Any = "UTF-8") -> str:
    """Bytes that are no text in `charset` become U+FFFD."""
    return arguments.data(data, "data").decode(_codec(charset), errors="replace")


@function("text.encode")
def encode(data: Any, charset: Any = "UTF-8") -> bytes:
    """ValueError if `charset` has no place for a character of `data`."""
    text, codec = arguments.string(data, "data"), _codec(charset)
    try:
        return text.encode(codec)
    except UnicodeError as error:
        raise value_error("text.encode: a character is not in the charset") from error


@function("text.find_all")
def find_all(source: Any, substr: Any) -> list[int]:
    """Where `substr` begins, overlaps left out; the empty string is around every character."""
    text, wanted = arguments.string(source, "source"), arguments.string(substr, "substr")
    return [match.start() for match in re.finditer(re.escape(wanted), text)]


@function("text.find_all_regex")
def find_all_regex(source: Any, regexp: Any) -> list[dict[str, Any]]:
    with _invalid_regex_is_a_value_error():
        found = _matches(source, regexp)
        return [{"index": match.start(), "match": match.group()} for match in found]


@function("text.match_regex")
def match_regex(source: Any, regexp: Any) -> bool:
    """Whether `regexp` matches anywhere; anchor it with ^ and $ to match the whole."""
    text, pattern = arguments.string(source, "source"), arguments.string(regexp, "regexp")
    with _invalid_regex_is_a_value_error():
        return regular_expression.compiled(pattern).search(text) is not None


@function("text.replace_all")
def replace_all(source: Any, substr: Any, repl: Any) -> str:
    text, old = arguments.string(source, "source"), arguments.string(substr, "substr")
    new = arguments.string(repl, "repl")
    _check_size(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


@function("text.replace_all_regex")
def replace_all_regex(source: Any, regexp: Any, repl: Any) -> str:
    """`repl` is taken as it is: there are no backreferences."""
    new = arguments.string(repl, "repl")
    with _invalid_regex_is_a_value_error():
        spans = [(match.start(), match.end()) for match in _matches(source, regexp)]
    _check_size(len(spans) * len(new))
    starts = [0, *(end for _, end in spans)]
    ends = [*(start for start, _ in spans), len(source)]
    return new.join(source[start:end] for start, end in zip(starts, ends, strict=True))


@function("text.split")
def split(source: Any, separator: Any) -> list[str]:
    text, between = arguments.string(source, "source"), arguments.string(separator, "separator")
    if not between:
        raise value_error("text.split: argument 'separator' must not be empty")
    return text.split(between)


@function("text.substring")
def substring(source: Any, start: Any, end: Any) -> str:
    """Characters from `start` to before `end`; a negative index counts from the end of the string.

    An index out of range is clamped.
    https://cloud.google.com/workflows/docs/reference/stdlib/text/substring
    """
    text = arguments.string(source, "source")
    return text[arguments.integer(start, "start") : arguments.integer(end, "end")]


@function("text.to_lower")
def to_lower(source: Any) -> str:
    return arguments.string(source, "source").lower()


@function("text.to_upper")
def to_upper(source: Any) -> str:
    return arguments.string(source, "source").upper()


@function("text.url_decode")
def url_decode(source: Any) -> str:
    """`+` is a space; ValueError for a % without two hexadecimal digits."""
    text = arguments.string(source, "source")
    if _BAD_ESCAPE.search(text):
        raise value_error("text.url_decode: a % is not followed by two hexadecimal digits")
    return unquote_plus(text)


@function("text.url_encode")
def url_encode(source: Any) -> str:
    """All but ASCII letters, digits and `-_.` is escaped; a space becomes %20."""
    return _escaped_tilde(quote(arguments.string(source, "source"), safe=""))


@function("text.url_encode_plus")
def url_encode_plus(source: Any) -> str:
    """As url_encode, but a space becomes +."""
    return _escaped_tilde(quote_plus(arguments.string(source, "source")))


def _escaped_tilde(encoded: str) -> str:
    return encoded.replace("~", "%7E")


def _matches(source: Any, regexp: Any) -> Iterator[regular_expression.Match]:
    text, pattern = arguments.string(source, "source"), arguments.string(regexp, "regexp")
    return regular_expression.matches(pattern, text)


def _check_size(characters: int) -> None:
    """Stops a replacement that would fill the memory before anybody could measure its result."""
    if characters > GOOGLE.string_bytes:
        raise ResourceLimitError(f"the string is longer than {GOOGLE.string_bytes} bytes")


@contextmanager
def _invalid_regex_is_a_value_error() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise value_error(str(error)) from error


def _codec(name: Any) -> str:
    try:
        return charset.codec(arguments.string(name, "charset"))
    except LookupError as error:
        raise value_error("unsupported charset; expecting an IANA name such as UTF-8") from error
