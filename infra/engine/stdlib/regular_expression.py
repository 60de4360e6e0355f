"""RE2 with the matching rules of the text module: leftmost, then longest.

https://cloud.google.com/workflows/docs/reference/stdlib/text/find_all_regex
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol, cast

import re2


class Match(Protocol):
    """What is used of a match: positions count characters, not bytes."""

    def start(self) -> int: ...

    def end(self) -> int: ...

    def group(self) -> str: ...


class Pattern(Protocol):
    def search(self, text: str) -> Match | None: ...

    def finditer(self, text: str) -> Iterator[Match]: ...


@lru_cache(maxsize=256)
def compiled(regexp: str) -> Pattern:
    """ValueError with RE2's own words if `regexp` is not a regular expression of RE2's syntax."""
    options = re2.Options()
    options.longest_match = True
    options.log_errors = False
    try:
        return cast(Pattern, re2.compile(regexp, options))
    except re2.error as error:
        reason = error.args[0]
        text = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
        raise ValueError(f"invalid regular expression: {text}") from error


def matches(regexp: str, text: str) -> Iterator[Match]:
    """Matches from left to right; an empty one right behind another is none, as in Go's regexp."""
    end = -1
    for match in compiled(regexp).finditer(text):
        if match.end() > match.start() or match.start() != end:
            yield match
        end = match.end()
