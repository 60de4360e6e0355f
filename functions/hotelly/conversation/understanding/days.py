"""Where a message names days: dates, days of a month, days from today, and vague times."""

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
from hotelly.conversation.understanding.lexicon.calendar import MONTHS
from hotelly.conversation.understanding.points import point_token
from hotelly.conversation.understanding.signs import SIGNS
from hotelly.conversation.understanding.weekdays import WEEKDAYS_IN_WEEKS, WEEKENDS

_MONTH_OF: Final = {SIGNS[name.rstrip("*")]: n for n, name in enumerate(MONTHS, 1)} | {
    SIGNS["mar"]: 3,
    SIGNS["ago"]: 8,
    SIGNS["set"]: 9,
    SIGNS["out"]: 10,
    SIGNS["dez"]: 12,
}
"""the last of them are other words, too: a month after a number alone"""


def is_english(line: Line) -> bool:
    return any(token.word in _ENGLISH for token in line.tokens)


def read_days(line: Line, is_english: bool) -> Line:
    return rewrite(line, (*_ENGLISH_DATES, *_RULES) if is_english else _RULES)


def month_of(sign: str) -> int:
    return _MONTH_OF[sign]


def _dated(found: Found) -> Token:
    day, month, year = found.value("date")
    return point_token(day=day, month=month, year=year)


def _english(found: Found) -> Token:
    """Month first, or day first, who knows; 3/25 is told."""
    month, day, year = found.value("date")
    if day > 12 or day == month:
        return point_token(day=day, month=month, year=year)
    return point_token(day=day, month=month, year=year, is_unclear=True)


def _in_month(found: Found) -> Token:
    return point_token(
        day=_day(found), month=_MONTH_OF[found.sign("month")], year=found.value("year")
    )


def _in_december(found: Found) -> Token:
    return point_token(day=_day(found), month=12, year=found.value("year"))


def _day(found: Found) -> int:
    return 1 if found.sign("day") == SIGNS["primeiro"] else int(found.value("day"))


def _in_numbered_month(found: Found) -> Token | None:
    """`10 do 3`, not `10 de 3`."""
    month = int(found.value("month"))
    is_said = found.sign("mes") or found.tokens("of")[0].word == "do"
    return point_token(day=_day(found), month=month) if is_said and month <= 12 else None


def _in_month_ahead(found: Found) -> Token:
    return point_token(day=_day(found), months_ahead=1 if found.sign("next") else 0)


def _bare_day(found: Found) -> Token:
    return point_token(day=_day(found))


def _offset(days: int) -> Token:
    return point_token(offset=days)


def _from_here(found: Found) -> Token:
    length = {SIGNS["semana"]: 7}.get(found.sign("unit"), 1)
    return _offset(int(found.value("n")) * length)


def _vague(_: Found) -> Token:
    return made("vague")


def _tonight(_: Found) -> Token:
    return made("tonight")


def _listed(found: Found) -> tuple[Token, ...]:
    """`10/11 de março` are two days of March."""
    day, other, _ = found.value("date")
    month = _MONTH_OF[found.sign("month")]
    return (point_token(day=day, month=month), made("e"), point_token(day=other, month=month))


_ENGLISH_WORDS: Final = (
    "arrival arriving arrive departure leaving leave guests people from room rooms nights adults "
    "kids stay staying would have hello hi"
)
_ENGLISH: Final = frozenset(_ENGLISH_WORDS.split())
_ENGLISH_DATES: Final[tuple[Rule, ...]] = ((pattern("(?P<date>date)"), _english),)
_DATES: Final[tuple[Rule, ...]] = (
    (pattern("(?P<date>date) de (?P<month>MONTH)"), _listed),
    (pattern("(dia|dias|em)? (?P<date>date)"), _dated),
    (
        pattern(
            "(dia|dias|em)? (?P<day>DAY|ordinal|primeiro) (de|em|slash|dash)? (mes|mes de)?"
            "(?P<month>MONTH|mar|set|out|ago) ((de|slash|comma)? (?P<year>big))?"
        ),
        _in_month,
    ),
    (
        pattern(
            "dia? (?P<day>DAY|ordinal) ((de|slash) (?P<month>dez) ((de|slash)? (?P<year>big))?"
            "| (?P<month2>dez) (?=END|$|RANGE))"
        ),
        _in_december,
    ),
    (pattern("(?P<month>MONTH) dia? (?P<day>DAY|ordinal) ((de|comma)? (?P<year>big))?"), _in_month),
    (
        pattern(
            "(dia|dias)? (?P<day>DAY|ordinal|primeiro) (?P<of>de) (?P<mes>mes)? (?P<month>DAY)"
            "(?=END|$|RANGE|com|para|open|e|other)"
        ),
        _in_numbered_month,
    ),
    (
        pattern(
            "(dia|dias)? (?P<day>DAY|ordinal|primeiro) (de|em|comma)?"
            "((?P<next>mes que vem | proximo mes) | esse mes | mes que estar)"
        ),
        _in_month_ahead,
    ),
    (pattern("(dia|dias) (o|em)? (?P<day>NUM|ordinal|primeiro)"), _bare_day),
)
_AHEAD: Final[tuple[Rule, ...]] = (
    (pattern("depois de amanha"), lambda _: _offset(2)),
    (
        pattern(
            "(segunda|primeiro|ultimo) (quinzena|semana|fds|fim de semana) ((de|em) (MONTH|mes))?"
        ),
        _vague,
    ),
    (pattern("daqui (a|haver)? (?P<n>NUM) (?P<unit>dia|dias|semana)"), _from_here),
    (pattern("daqui a? (?P<n>NUM|meio) mes"), _vague),
    (pattern("esse noite | (hoje|agora) noite"), _tonight),
    (pattern("(hoje|hoje agora)"), lambda _: _offset(0)),
    (pattern("amanha"), lambda _: _offset(1)),
)
_VAGUE: Final[tuple[Rule, ...]] = (
    (pattern("(fim|comeco|meados) (de|em)* (mes|ano|MONTH|esse mes) (que vem)?"), _vague),
    (pattern("(esse|proximo) semana | semana que vem | fim de ano"), _vague),
    (
        pattern(
            "(location|cerca|depois|antes|la (por|para)|mais ou menos) (de|em|o|por)* (point|feast)"
        ),
        _vague,
    ),
)
_RULES: Final = (*WEEKENDS, *_DATES, *WEEKDAYS_IN_WEEKS, *_VAGUE)


def read_ahead(line: Line) -> Line:
    """`daqui a 15 dias`, before its number can be nights."""
    return rewrite(line, _AHEAD)
