"""From the points of a message to a stay: which is arrival, which is leaving."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hotelly.conversation.understanding.grammar import (
    Found,
    Line,
    Rule,
    Token,
    made,
    pattern,
    rewrite,
)
from hotelly.conversation.understanding.mending import denies, takes_back
from hotelly.conversation.understanding.points import Point, point_token
from hotelly.conversation.understanding.signs import SIGNS


@dataclass(frozen=True, slots=True)
class Named:
    """A point with its part in the stay: `in`, `out`, `list` (one more day of a list), `or`, or
    `any` where nothing says."""

    role: str
    point: Point
    is_mended: bool = False
    """a word before it takes back what was said"""
    is_moved: bool = False
    """`do dia 10 pro dia 17`: joined to the one before by `para`"""
    is_denied: bool = False
    """`não quero mais dia 5`"""
    is_joined: bool = False
    """the end of a range that begins with the one before"""


def join_bare_days(line: Line) -> Line:
    """Bare numbers that are days because a point stands beside them: `10 a 12/3`."""
    for _ in range(4):
        joined = rewrite(line, _JOINING)
        if joined.signs == line.signs:
            break
        line = joined
    return rewrite(line, _BARE_RANGES)


def named_points(line: Line) -> list[Named]:
    """The points of a message in order, each with its role."""
    places = [n for n, token in enumerate(line.tokens) if token.sign == _POINT]
    roles = list(_roles(line.signs, places))
    return [
        Named(
            role,
            line.tokens[place].value,
            is_mended=takes_back(before),
            is_denied=denies(before),
            is_moved=_MOVED.fullmatch(before) is not None,
            is_joined=role == "out" and bool(before) and _RANGE.fullmatch(before) is not None,
        )
        for place, (role, before) in zip(places, roles, strict=True)
    ]


def _roles(signs: str, places: Sequence[int]) -> Iterator[tuple[str, str]]:
    """(role, the signs before it) of each point."""
    comes_after = _markers_follow(signs, places)
    start = 0
    for number, place in enumerate(places):
        before = signs[start:place]
        end = places[number + 1] if number + 1 < len(places) else len(signs)
        marked = signs[place + 1 : end] if comes_after else before
        yield _role(marked, before, number, _ENTRE.search(signs[: places[0]]) is not None), before
        start = place + 1


def _markers_follow(signs: str, places: Sequence[int]) -> bool:
    """`10/03 entrada, 12/03 saída`: each point is followed by its own word."""
    if not places or _MARK.search(signs[: places[0]]):
        return False
    after = (signs[place + 1 : place + 3] for place in places)
    return all(_MARK.search(two) for two in after)


def _role(marked: str, before: str, number: int, is_between: bool) -> str:
    marks = _MARK.findall(marked)
    if marks:
        return "out" if _OUT.search(marks[-1]) else "in"
    if number and _ALTERNATIVE.search(before):
        return "or"
    if _UNTIL.search(before) or (number and _RANGE.fullmatch(before)):
        return "out"
    if number == 1 and is_between:
        return "out"
    return "list" if number and _LISTED.fullmatch(before) else "any"


def _before_point(found: Found) -> Token:
    return point_token(day=found.value("day") or 1)


def _after_point(found: Found) -> tuple[Token, ...] | None:
    """A list goes up: in `dia 10, 2` the 2 is no day."""
    point, day, between = found.value("point"), found.value("day"), found.tokens("between")
    is_list = _ONLY_LIST.fullmatch(found.sign("between")) is not None
    if is_list and (point.day is None or day <= point.day):
        return None
    return (*found.tokens("point"), *between, point_token(day=day))


def _after_verb(found: Found) -> tuple[Token, ...]:
    """`entro 24 saio 27`"""
    return (*found.tokens("verb"), point_token(day=found.value("day")))


def _range(found: Found) -> tuple[Token, ...] | None:
    """`10-12` alone may be the 10th of December."""
    one, other = found.value("one"), found.value("other")
    is_date = found.sign("between") == SIGNS["dash"] and one < other <= 12
    if is_date:
        return (made("vague"),)
    return (point_token(day=one), *found.tokens("between"), point_token(day=other))


def _dashed_dates(found: Found) -> tuple[Token, ...]:
    first, last = (
        point_token(day=found.value(f"d{n}"), month=found.value(f"m{n}")) for n in (1, 2)
    )
    return (first, *found.tokens("between"), last)


_POINT: Final = SIGNS["point"]
_MARK: Final = pattern("IN|OUT")
_OUT: Final = pattern("OUT")
_UNTIL: Final = pattern("ate (o|as|a|em|de)*$")
_ALTERNATIVE: Final = pattern("ou")
_FILL: Final = "(o|de|em|dia|dias|smile|comma|as|so|noise)*"
_RANGE: Final = pattern(f"^(smile* | noise de (o|dia)* | {_FILL} RANGE {_FILL})")
_ENTRE: Final = pattern("entre (o|de|dia|dias)*$")
_LISTED: Final = pattern("(LIST|o|de|em|dia)*")
_MOVED: Final = pattern("para (o|de|em|dia)*")
_ONLY_LIST: Final = pattern("LIST (em|o|de|dia)*")
_BETWEEN: Final = "(RANGE|LIST|ou) (LIST|o|em|de|dia|dias)*"
_DASHED: Final = "(?P<d{0}>day) dash (?P<m{0}>day)"
_JOINING: Final[tuple[Rule, ...]] = (
    (
        pattern(_DASHED.format(1) + "(?P<between>(a|ate|to) (o|dia)*)" + _DASHED.format(2)),
        _dashed_dates,
    ),
    (
        pattern(f"(de|dia|dias|em)? (?P<day>DAY|ordinal|primeiro) (?={_BETWEEN} point)"),
        _before_point,
    ),
    (pattern("(?P<verb>MOVE) (em|o)? (?P<day>day) (?=END|$|RANGE|e|MOVE|ir|com)"), _after_verb),
    (pattern(f"(?P<point>point) (?P<between>{_BETWEEN}) (?P<day>DAY|ordinal)"), _after_point),
)
_BARE_RANGES: Final[tuple[Rule, ...]] = (
    (
        pattern("(?P<one>DAY) (?P<between>(a|ate|to|dash) (o|dia|dias|de)*) (?P<other>DAY)"),
        _range,
    ),
)
