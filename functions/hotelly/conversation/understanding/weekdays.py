"""Weekdays and weekends: which week is meant, and the date or holiday that stands beside."""

from dataclasses import replace
from typing import Final

from hotelly.conversation.understanding.grammar import Found, Rule, Token, made, pattern
from hotelly.conversation.understanding.lexicon.calendar import WEEKDAYS
from hotelly.conversation.understanding.points import Point, point_token
from hotelly.conversation.understanding.signs import SIGNS

_WEEKDAY_OF: Final = {SIGNS[name.rstrip("*")]: n for n, name in enumerate(WEEKDAYS)}


def _ordinal_weekday(found: Found) -> Token | None:
    number = found.value("n")
    return _weekday_token(number - 2) if 2 <= number <= 6 else None


def _weekday_token(weekday: int) -> Token:
    return point_token(weekday=weekday)


def _weekday(found: Found) -> Token:
    return point_token(weekday=_WEEKDAY_OF[found.sign("day")])


def _weekday_day(found: Found) -> Token | None:
    """`sexta (20)`, `sexta 20`"""
    point: Point = found.value("one")
    if point.weekday is None or point.day is not None:
        return None
    return made("point", replace(point, day=found.value("day")))


def _weekday_in_week(found: Found) -> Token:
    point: Point = found.value("day")
    return made("point", replace(point, week=_week(found)))


def _week(found: Found) -> str:
    groups = found.match.groupdict()
    return next((week for week in ("after", "next", "this") if groups.get(week)), "")


def _both(found: Found) -> Token | None:
    """A weekday, or `hoje`, and a date that say the same day; two of one kind are two days."""
    one, other = found.value("one"), found.value("other")
    named, dated = (other, one) if one.day is not None else (one, other)
    if dated.day is None or named.day is not None or dated.weekday is not None:
        return None
    if dated is one and _RANGE.match(found.line.signs, found.match.start()):
        return None  # `1 de maio, sexta a domingo`
    return made("point", replace(dated, weekday=named.weekday, offset=named.offset))


def _in_another_week(found: Found) -> Token:
    """The next, or the one after it."""
    point: Point = found.value("day") or found.value("day2")
    return made("point", replace(point, is_unclear=True))


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


_RANGE: Final = pattern("point comma (de|em)* point (a|ate|to) point (?!comma? point)")
WEEKDAYS_IN_WEEKS: Final[tuple[Rule, ...]] = (
    (pattern("(?P<n>ordinal) (dash? feira | (?=(a|ate|e|para) WEEKDAY))"), _ordinal_weekday),
    (pattern("ter dash? feira | ter (?=(a|ate) WEEKDAY)"), lambda _: _weekday_token(1)),
    (pattern("(?P<day>WEEKDAY) (dash? feira)?"), _weekday),
    (pattern("(?P<one>point) open dia? (?P<day>day) close"), _weekday_day),
    (pattern("(?P<one>point) (?P<day>day) (?=END|$|RANGE|e|MOVE)"), _weekday_day),
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
    (pattern("(?P<day>point) (de|em) outro semana | outro (?P<day2>point)"), _in_another_week),
    (pattern("(?P<day>point) (de|em) (?P<feast>feast)"), _feast_weekday),
    (
        pattern("(?P<one>point) (comma|open|dash|slash|em|ser|que|que e)* (?P<other>point) close?"),
        _both,
    ),
)
WEEKENDS: Final[tuple[Rule, ...]] = (
    (
        pattern(
            "em? ((?P<next>esse? proximo) | (?P<this>esse))? (fds | fim de? semana)"
            "(de? ((?P<after>semana que vem|proximo semana) | (?P<vem>que vem|proximo|vem)"
            "| (?P<now>agora|esse semana)))?"
        ),
        _weekend,
    ),
)
