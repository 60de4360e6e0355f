"""A bare answer to the question just asked: `12`, `2`, `nenhuma`, `5 e 7`, `o segundo`."""

from typing import Final

from hotelly.conversation.understanding.ages import numbers
from hotelly.conversation.understanding.grammar import (
    Found,
    Line,
    Rule,
    Token,
    found,
    made,
    pattern,
    rewrite,
)
from hotelly.conversation.understanding.nights import Length
from hotelly.conversation.understanding.people import Mention
from hotelly.conversation.understanding.points import Point
from hotelly.conversation.understanding.request import Known, Option
from hotelly.conversation.understanding.rooms import Room
from hotelly.conversation.understanding.signs import SIGNS


def read_answer_first(line: Line, known: Known) -> Line:
    """Words that mean something else to one who was not asked: `casal`, `5 e 7`."""
    return rewrite(line, _FIRST.get(known.asked or "", ()))


def read_answer(line: Line, known: Known) -> Line:
    """Numbers that only the question explains, once all others have found their meaning."""
    return rewrite(line, _LAST.get(known.asked or "", ()))


def chosen(line: Line, known: Known) -> Option | None:
    """The offer that the guest picks by its place, its type or its price."""
    if known.asked != "option" or not known.options or line.has(_NONE_OF_THEM):
        return None
    for choose in (_by_type, _by_price, _by_place, _by_rank):
        if option := choose(line, known.options):
            return option
    return None


def _by_place(line: Line, options: tuple[Option, ...]) -> Option | None:
    place = found(line, _PLACE)
    if place is None:
        return None
    if place.sign("last"):
        return options[-1]
    number = _ORDINALS.get(place.sign("word")) or place.value("n")
    return next((option for option in options if option.n == number), None)


def _by_type(line: Line, options: tuple[Option, ...]) -> Option | None:
    named = {name for sign, name in _TYPES.items() if sign in line.signs}
    fitting = [option for option in options if option.room_type in named]
    return fitting[0] if len(fitting) == 1 else None


def _by_price(line: Line, options: tuple[Option, ...]) -> Option | None:
    amounts = {token.value for token in line.tokens if isinstance(token.value, int)}
    fitting = [option for option in options if option.price in amounts]
    return fitting[0] if len(fitting) == 1 else None


def _by_rank(line: Line, options: tuple[Option, ...]) -> Option | None:
    priced = [option for option in options if option.price is not None]
    words = {token.word for token in line.tokens}
    if not priced:
        return None
    if words & _CHEAP:
        return min(priced, key=lambda option: option.price or 0)
    return max(priced, key=lambda option: option.price or 0) if words & _DEAR else None


def _day(found: Found) -> Token:
    return made("point", Point(day=int(found.value("n"))))


def _either_day(found: Found) -> tuple[Token, ...]:
    days = (found.value("one"), found.value("other"))
    one, other = (made("point", Point(day=int(day))) for day in days)
    return (one, *found.tokens("or"), other)


def _nights(found: Found) -> Token:
    return made("nights", Length(nights=int(found.value("n"))))


def _adults(found: Found) -> Token:
    return made("party", Mention("total", int(found.value("n"))))


def _adults_and(found: Found) -> tuple[Token, ...]:
    return (made("party", Mention("adult", int(found.value("n")))), *found.tokens("rest"))


def _children(found: Found) -> Token:
    return made("party", Mention("child", int(found.value("n")), numbers(found, "ages")))


def _counted_ages(found: Found) -> Token:
    """`duas, 3 e 6 anos`: the first number counts."""
    first, *rest = ages = found.value("ages")
    return made(
        "party",
        Mention("child", len(rest), tuple(rest))
        if first == len(rest)
        else Mention("child", len(ages), tuple(ages)),
    )


def _unclear_nights(_: Found) -> Token:
    return made("nights", Length())


def _unclear_adults(_: Found) -> Token:
    return made("party", Mention("unclear", None))


def _no_children(_: Found) -> Token:
    return made("party", Mention("child", 0))


def _ages(found: Found) -> Token:
    return made("party", Mention("ages", None, numbers(found, "ages")))


def _rooms(found: Found) -> Token:
    return made("rooms", Room(int(found.value("n"))))


def _couple_room(found: Found) -> Token:
    return made("rooms", Room(None, "familia" if found.sign("family") else "casal"))


_ALONE: Final = "^(so|ser|sao|somos|em|para|a|o|as|other|hail|oi|sim|comma|stop|eu|ficar|ir|vamos)*"
_REST: Final = "(?=END|$|e|other|favor|so|nos|em|obrigado|bem|hours|noise)"
_AGE: Final = "(um|outro|o|a)* (de|com|HAVE)* (NUM|ages|ordinal)"
_FIRST: Final[dict[str, tuple[Rule, ...]]] = {
    "children": (
        (pattern("(?P<n>NUM) (de|com|comma|colon)* (?P<ages>ages)"), _children),
        (pattern("(?P<n>NUM) (de|com) (?P<ages>NUM ((e|comma|comma e) NUM)*)"), _children),
        (pattern("(?P<ages>ages)"), _counted_ages),
    ),
    "child_ages": ((pattern(f"(?P<ages>{_AGE} ((LIST|comma e) {_AGE})*)"), _ages),),
    "room_type": ((pattern("casal | (?P<family>familia)"), _couple_room),),
}
_LAST: Final[dict[str, tuple[Rule, ...]]] = {
    "check_in": (
        (pattern("(?P<one>DAY) (?P<or>ou) (?P<other>DAY)"), _either_day),
        (pattern(f"{_ALONE} (dia|de)? (?P<n>NUM|ordinal|primeiro) {_REST}"), _day),
    ),
    "check_out": (
        (pattern("(?P<one>DAY) (?P<or>ou) (?P<other>DAY)"), _either_day),
        (pattern(f"{_ALONE} (ate|dia|de)* (?P<n>NUM|ordinal) {_REST}"), _day),
    ),
    "nights": (
        (pattern("NUM (ou|a|ate|dash) NUM"), _unclear_nights),
        (pattern(f"{_ALONE} (por|de)? (?P<n>NUM) {_REST}"), _nights),
    ),
    "adults": (
        (pattern("NUM (ou|a|ate|dash) NUM"), _unclear_adults),
        (pattern("(?P<n>NUM) (?P<rest>(e|mais|plus|com|comma)+ (party|pets))"), _adults_and),
        (pattern(f"{_ALONE} (?P<n>NUM) {_REST}"), _adults),
    ),
    "children": (
        (pattern("nenhum | ^ (nao|zero|thumbdown) | sem | ^so (party|nos|adulto)"), _no_children),
        (pattern(f"{_ALONE} (HAVE|sim|comma)* (?P<n>NUM) (?=END|$|other)"), _children),
    ),
    "rooms": ((pattern(f"{_ALONE} (?P<n>NUM) {_REST}"), _rooms),),
}
_NONE_OF_THEM: Final = pattern("nenhum | qualquer | ^nao (?!(o|a) (primeiro|segundo|segunda))")
_PLACE: Final = pattern(
    "(?P<word>primeiro|segundo|segunda|terceiro|quarta) | (?P<last>ultimo)"
    "| (?P<n>ordinal|um (?=END|$)|day)"
)
_ORDINALS: Final = {
    SIGNS["primeiro"]: 1,
    SIGNS["segundo"]: 2,
    SIGNS["segunda"]: 2,
    SIGNS["terceiro"]: 3,
    SIGNS["quarta"]: 4,
}
_TYPES: Final = {
    SIGNS["casal"]: "casal",
    SIGNS["suite"]: "suite",
    SIGNS["familia"]: "familia",
    SIGNS["familiar"]: "familia",
    SIGNS["solteiro"]: "solteiro",
}
_CHEAP: Final = frozenset({"barato", "barata", "baratinha", "baratinho", "conta", "cheapest"})
_DEAR: Final = frozenset({"caro", "cara", "melhor", "top", "completa", "luxo"})
