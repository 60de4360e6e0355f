"""How many rooms, of which type."""

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
from hotelly.conversation.understanding.mending import takes_back
from hotelly.conversation.understanding.signs import SIGNS


@dataclass(frozen=True, slots=True)
class Room:
    count: int | None = None
    type: str | None = None
    doubt: str = ""
    """the slot that one would ask about: `1 ou 2 quartos`, `casal ou suíte`"""


@dataclass(frozen=True, slots=True)
class Rooms:
    rooms: int | None = None
    room_type: str | None = None
    unclear: frozenset[str] = frozenset()


def read_rooms(line: Line) -> Line:
    return rewrite(line, _RULES)


def count_rooms(line: Line) -> Rooms:
    places = [place for place, token in enumerate(line.tokens) if token.sign == SIGNS["rooms"]]
    mends = [place for place in places if takes_back(line.signs[places[0] : place])]
    said: list[Room] = [line.tokens[place].value for place in mends or places]
    types = list(dict.fromkeys(room.type for room in said if room.type))
    counts = [room.count for room in said if room.count is not None]
    doubts = {room.doubt for room in said if room.doubt}
    unclear = frozenset(doubts | ({"room_type"} if len(types) > 1 else set()))
    if counts and 1 < counts[0] == sum(counts[1:]):  # `2 quartos, um de casal e um de …`
        counts = counts[:1]
    room_type = types[0] if len(types) == 1 and "room_type" not in unclear else None
    return Rooms(sum(counts) or None, room_type, unclear)


def _room(found: Found) -> Token:
    groups = found.match.groupdict()
    count = int(found.value("n")) if groups.get("n") else None
    return made("rooms", Room(count, _type(found)))


def _type(found: Found) -> str | None:
    signs = found.match[0]
    return next((name for sign, name in _TYPES.items() if sign in signs), None)


def _some_rooms(_: Found) -> Token:
    return made("rooms", Room(doubt="rooms"))


def _some_type(_: Found) -> Token:
    return made("rooms", Room(doubt="room_type"))


def _of_type(found: Found) -> tuple[Token, ...]:
    """`quero de casal`"""
    return (*found.tokens("before"), made("rooms", Room(type=_type(found))))


def _another(found: Found) -> Token | None:
    """`um de casal e um de solteiro`: the second is a room as well."""
    return _room(found)


_TYPES: Final = {
    SIGNS["solteiro"]: "solteiro",
    SIGNS["familiar"]: "familia",
    SIGNS["familia"]: "familia",
    SIGNS["suite"]: "suite",
    SIGNS["suites"]: "suite",
    SIGNS["casal"]: "casal",
    SIGNS["casais"]: "casal",
}
_KIND: Final = "(casal|casais|solteiro|familiar|familia|suite|suites)"
_RULES: Final[tuple[Rule, ...]] = (
    (pattern("NUM (ou|a|ate) NUM ROOM"), _some_rooms),
    (
        pattern(f"(NUM? ROOM)? de? {_KIND} (comma {_KIND})? ou (ROOM|um|de|o|em)* {_KIND}"),
        _some_type,
    ),
    (
        pattern(f"(?P<n>NUM)? (outro)? ROOM (de tipo|tipo|de|para|com cama de|em|o|dash)* {_KIND}"),
        _room,
    ),
    (pattern(f"cama de? {_KIND}"), _room),
    (pattern("(?P<n>NUM) (outro)? ROOM"), _room),
    (pattern("suite|suites"), _room),
    (pattern("(?P<n>NUM)? (de|o|a)? (solteiro|familiar)"), _room),
    (pattern("(?P<n>NUM) de (casal|familia)"), _room),
    (pattern("(?<=rooms) (comma|e|mais|plus|ou)* (?P<n>NUM) (de|para)? (casal|familia)"), _another),
    (pattern(f"(?P<before>querer|pode ser|e|ser|em|a|o) de (?P<kind>{_KIND})"), _of_type),
    (pattern("ROOM"), _room),
)
