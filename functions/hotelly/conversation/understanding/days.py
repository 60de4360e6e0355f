"""Where a message names days: tokens become points, weekends, holidays and vague times."""

from dataclasses import replace
from typing import Any, Final

from hotelly.conversation.understanding.grammar import (
    Found,
    Line,
    Rule,
    Token,
    made,
    pattern,
    rewrite,
)
from hotelly.conversation.understanding.lexicon.calendar import MONTHS, WEEKDAYS
from hotelly.conversation.understanding.points import Point
from hotelly.conversation.understanding.signs import SIGNS

_MONTH_OF: Final = {SIGNS[name.rstrip("*")]: n for n, name in enumerate(MONTHS, 1)} | {
    SIGNS["mar"]: 3,
    SIGNS["ago"]: 8,
    SIGNS["set"]: 9,
    SIGNS["out"]: 10,
    SIGNS["dez"]: 12,
}
"""the last of them are other words, too: a month after a number alone"""
_WEEKDAY_OF: Final = {SIGNS[name.rstrip("*")]: n for n, name in enumerate(WEEKDAYS)}


def read_days(line: Line) -> Line:
    return rewrite(line, _RULES)


def month_of(sign: str) -> int:
    return _MONTH_OF[sign]


def _point(**said: Any) -> Token:
    return made("point", Point(**said))


def _dated(found: Found) -> Token:
    day, month, year = found.value("date")
    return _point(day=day, month=month, year=year)


def _in_month(found: Found) -> Token:
    return _point(day=_day(found), month=_MONTH_OF[found.sign("month")], year=found.value("year"))


def _in_december(found: Found) -> Token:
    return _point(day=_day(found), month=12, year=found.value("year"))


def _day(found: Found) -> int:
    return 1 if found.sign("day") == SIGNS["primeiro"] else int(found.value("day"))


def _in_numbered_month(found: Found) -> Token | None:
    """`10 do 3`, not `10 de 3`."""
    month = int(found.value("month"))
    is_said = found.sign("mes") or found.tokens("of")[0].word == "do"
    return _point(day=_day(found), month=month) if is_said and month <= 12 else None


def _in_month_ahead(found: Found) -> Token:
    return _point(day=_day(found), months_ahead=1 if found.sign("next") else 0)


def _bare_day(found: Found) -> Token:
    return _point(day=_day(found))


def _ordinal_weekday(found: Found) -> Token | None:
    number = found.value("n")
    return _weekday_token(number - 2) if 2 <= number <= 6 else None


def _weekday_token(weekday: int) -> Token:
    return _point(weekday=weekday)


def _weekday(found: Found) -> Token:
    return _point(weekday=_WEEKDAY_OF[found.sign("day")])


def _weekday_day(found: Found) -> Token:
    return made("point", replace(found.value("one"), day=found.value("day")))


def _weekday_in_week(found: Found) -> Token:
    point: Point = found.value("day")
    return made("point", replace(point, week=_week(found)))


def _week(found: Found) -> str:
    groups = found.match.groupdict()
    return next((week for week in ("after", "next", "this") if groups.get(week)), "")


def _both(found: Found) -> Token | None:
    """A weekday and a date that say the same day; two of one kind are two days."""
    one, other = found.value("one"), found.value("other")
    if (one.weekday is None) == (other.weekday is None) or one.offset is not None:
        return None
    weekday, dated = (one, other) if one.weekday is not None else (other, one)
    if dated.day is None:
        return None
    return made("point", replace(dated, weekday=weekday.weekday))


def _offset(days: int) -> Token:
    return _point(offset=days)


def _from_here(found: Found) -> Token:
    length = {SIGNS["semana"]: 7}.get(found.sign("unit"), 1)
    return _offset(int(found.value("n")) * length)


def _feast_weekday(found: Found) -> Token:
    return made("point", replace(found.value("day"), feast=found.value("feast"), week=""))


def _feast_on(found: Found) -> Token | None:
    """`feriado de 12 de outubro`"""
    point: Point = found.value("day")
    if found.line.tokens[found.match.start()].value or not (point.month and point.day):
        return None
    return made("feast", f"{point.month}-{point.day}")


def _weekend(found: Found) -> Token:
    week = "next" if found.sign("vem") else _week(found)
    return made("weekend", week)


def _vague(_: Found) -> Token:
    return made("vague")


def _tonight(_: Found) -> Token:
    return made("tonight")


def _listed(found: Found) -> tuple[Token, ...]:
    """`10/11 de março` are two days of March."""
    day, other, _ = found.value("date")
    month = _MONTH_OF[found.sign("month")]
    return (_point(day=day, month=month), made("e"), _point(day=other, month=month))


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
_WEEKDAYS: Final[tuple[Rule, ...]] = (
    (pattern("(?P<n>ordinal) (dash? feira | (?=(a|ate|e|para) WEEKDAY))"), _ordinal_weekday),
    (pattern("ter dash? feira | ter (?=(a|ate) WEEKDAY)"), lambda _: _weekday_token(1)),
    (pattern("(?P<day>WEEKDAY) (dash? feira)?"), _weekday),
    (pattern("(?P<one>point) open dia? (?P<day>day) close"), _weekday_day),
    (
        pattern(
            "(?P<day>point) (comma|de|em)? ((?P<after>semana que vem | proximo semana)"
            "| (?P<this>esse semana | agora) | (?P<next>que vem | proximo))"
        ),
        _weekday_in_week,
    ),
    (
        pattern(
            "((?P<after>semana que vem | proximo semana) | (?P<this>esse semana))"
            "(ainda|comma|de|em|a|o|ser|colon)* (?P<day>point)"
        ),
        _weekday_in_week,
    ),
    (pattern("(em|de)? ((?P<next>esse? proximo)|(?P<this>esse)) (?P<day>point)"), _weekday_in_week),
    (pattern("feast (comma|de|em|ser)* (?P<day>point)"), _feast_on),
    (pattern("(?P<day>point) (de|em) (?P<feast>feast)"), _feast_weekday),
    (pattern("(?P<one>point) (comma|open|dash|slash|em|ser)* (?P<other>point) close?"), _both),
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
_WEEKENDS: Final[tuple[Rule, ...]] = (
    (
        pattern(
            "em? ((?P<next>esse? proximo) | (?P<this>esse))? (fds | fim de? semana)"
            "(de? ((?P<after>semana que vem|proximo semana) | (?P<vem>que vem|proximo|vem)"
            "| (?P<now>agora|esse semana)))?"
        ),
        _weekend,
    ),
)
_VAGUE: Final[tuple[Rule, ...]] = (
    (pattern("(fim|comeco|meados) (de|em)* (mes|ano|MONTH|esse mes) (que vem)?"), _vague),
    (pattern("(esse|proximo) semana | semana que vem | fim de ano"), _vague),
)
_RULES: Final = (*_WEEKENDS, *_DATES, *_WEEKDAYS, *_VAGUE)


def read_ahead(line: Line) -> Line:
    """`daqui a 15 dias`, before its number can be nights."""
    return rewrite(line, _AHEAD)
