"""Words for some people, read as mentions; what they come to is told by `party`."""

from dataclasses import dataclass, replace
from typing import Final

from hotelly.conversation.understanding.grammar import Line, pattern
from hotelly.conversation.understanding.mending import takes_back
from hotelly.conversation.understanding.signs import SIGNS

ADULT_FROM: Final = 18


@dataclass(frozen=True, slots=True)
class Mention:
    """Words for some people. `kind`: `adult`, `child`, `relative` (comes with someone), `self`,
    `total` (everyone), `family` (children perhaps),
    `unclear` (some friends)."""

    kind: str
    count: int | None = 1
    """None: not told"""
    ages: tuple[int, ...] = ()
    is_added: bool = False
    """`mais 2 amigos`: besides those named"""
    is_part: bool = False
    """`sendo 2 crianças`: among those counted"""
    is_mended: bool = False
    is_with: bool = False
    """`com minha esposa`: the writer comes, too"""


@dataclass(frozen=True, slots=True)
class Guests:
    adults: int | None = None
    children: int | None = None
    child_ages: tuple[int, ...] | None = None
    unclear: frozenset[str] = frozenset()


def mentions(line: Line) -> list[Mention]:
    """in their order, each with what the words before it say"""
    found: list[Mention] = []
    start = 0
    for place, token in enumerate(line.tokens):
        if token.sign == SIGNS["party"]:
            before = line.signs[start:place]
            found.append(_placed(token.value, before))
            start = place + 1
    return found


def _placed(mention: Mention, before: str) -> Mention:
    return replace(
        mention,
        is_added=mention.is_added or _ADDED.search(before) is not None,
        is_part=_PART.search(before) is not None,
        is_mended=takes_back(before),
    )


_ADDED: Final = pattern("(mais|plus)$")
_PART: Final = pattern("(sendo|colon|que)")
