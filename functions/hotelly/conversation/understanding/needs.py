"""Which signs a pattern cannot do without: most patterns are passed over by a look at these."""

from collections.abc import Iterator
from typing import Final

_OPTIONAL: Final = ("?", "*", "{0")


def needed_signs(pattern: str) -> frozenset[str] | None:
    """Of these signs every match has at least one; None where nothing is needed.

    `pattern` is a translated one: signs, classes, groups, alternatives, quantifiers.
    """
    branches = [_of_sequence(branch) for branch in _alternatives(pattern)]
    known = [branch for branch in branches if branch is not None]
    return frozenset().union(*known) if len(known) == len(branches) else None


def _of_sequence(pattern: str) -> frozenset[str] | None:
    """The fewest signs that one of its parts, all of them needed, asks for."""
    wanted = [
        _of_part(part) for part, quantifier in _parts(pattern) if not _is_optional(quantifier)
    ]
    return min((signs for signs in wanted if signs), key=len, default=None)


def _of_part(part: str) -> frozenset[str] | None:
    if part.startswith("["):
        return frozenset(part[1:-1])
    if part.startswith("("):
        return None if part[1:3] in ("?=", "?!", "?<") and part[1:4] != "?P<" else _of_group(part)
    return None if part in ".^$" else frozenset(part)


def _of_group(part: str) -> frozenset[str] | None:
    start = part.index(">") + 1 if part.startswith("(?P<") else 3 if part.startswith("(?:") else 1
    return needed_signs(part[start:-1])


def _is_optional(quantifier: str) -> bool:
    return quantifier.startswith(_OPTIONAL)


def _alternatives(pattern: str) -> Iterator[str]:
    start = 0
    for place in _outside(pattern):
        if pattern[place] == "|":
            yield pattern[start:place]
            start = place + 1
    yield pattern[start:]


def _outside(pattern: str) -> Iterator[int]:
    """the places within no group"""
    depth = 0
    for place, character in enumerate(pattern):
        depth -= character == ")"
        if not depth:
            yield place
        depth += character == "("


def _parts(pattern: str) -> Iterator[tuple[str, str]]:
    """(a sign, a class or a group; its quantifier) one after the other"""
    place = 0
    while place < len(pattern):
        end = _end(pattern, place)
        part = pattern[place:end]
        place = pattern.index("}", end) + 1 if pattern[end : end + 1] == "{" else end
        place += pattern[place : place + 1] in tuple("?*+")
        yield part, pattern[end:place]


def _end(pattern: str, start: int) -> int:
    if pattern[start] == "[":
        return pattern.index("]", start) + 1
    if pattern[start] != "(":
        return start + 1
    depth = 0
    for place in range(start, len(pattern)):
        depth += {"(": 1, ")": -1}.get(pattern[place], 0)
        if not depth:
            return place + 1
    raise ValueError(f"a group without an end: {pattern!r}")
