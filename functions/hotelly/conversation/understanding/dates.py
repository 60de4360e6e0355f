"""Check-in, check-out and nights of a message, resolved with today and what is known."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from hotelly.conversation.understanding.grammar import Line, pattern
from hotelly.conversation.understanding.points import (
    Point,
    Setting,
    day_after,
    day_before,
    first_day,
)
from hotelly.conversation.understanding.request import Known
from hotelly.conversation.understanding.setting import setting_of
from hotelly.conversation.understanding.shifts import shifted
from hotelly.conversation.understanding.stay import (
    ARRIVAL_UNCLEAR,
    LEAVING,
    NOTHING_SAID,
    STAY_UNCLEAR,
    Dates,
    with_length,
)
from hotelly.conversation.understanding.stays import Named, named_points

FRIDAY: Final = 4
A_LONG_STAY: Final = timedelta(days=20)
"""`12 a 10/3` is a slip sooner than so many nights"""


def read_dates(line: Line, today: date, known: Known) -> Dates:
    if moved := shifted(line, known):
        return moved
    setting = setting_of(line, today, known)
    stay = _stay(line, setting, known)
    if line.has(_SMALL_HOURS) and stay.check_in and stay.check_out is None:
        stay = ARRIVAL_UNCLEAR
    return with_length(stay, line, known)


def _stay(line: Line, setting: Setting, known: Known) -> Dates:
    names = _latest(_held(named_points(line)))
    if line.has(_TONIGHT):
        return Dates(check_in=setting.today, check_out=setting.today + timedelta(days=1))
    if line.has(_WEEKEND_OF):
        return _weekend_of(names, setting)
    if line.has(_WEEKEND) and any((name.point.offset or 0) > 1 for name in names):
        return STAY_UNCLEAR
    if not names:
        return _unnamed(line, setting)
    if line.has(_CHANGING):
        names = _moved(names)
    setting, names = _around_a_date(setting, names)
    return _named(names, setting, known, is_nights=line.has(_NIGHTS_OF))


def _held(names: list[Named]) -> list[Named]:
    """Without days denied, and without a leaving from elsewhere: `trabalho até sexta, chego …`"""
    names = [name for name in names if not name.is_denied] or names
    roles = [name.role for name in names]
    if roles.count("out") > 1 and roles[0] == "out" and "in" in roles:
        return names[1:]
    return names


def _latest(names: list[Named]) -> list[Named]:
    """What words take back counts no more: `10 a 12, digo, 13` leaves on the 13th."""
    mends = [place for place, name in enumerate(names) if name.is_mended and place]
    if not mends:
        return names
    old, new = names[: mends[-1]], names[mends[-1] :]
    if len(new) > 1:
        return new
    role = old[-1].role if new[0].role in ("any", "list", "or") else new[0].role
    kept = [name for name in old if _part(name.role) != _part(role)]
    return [*kept, replace(new[0], role=role)]


def _around_a_date(setting: Setting, names: list[Named]) -> tuple[Setting, list[Named]]:
    """`7 de setembro, de sexta a terça`: the days around a date."""
    first, *others = names
    point = first.point
    is_date = first.role == "any" and point.day and point.month and point.weekday is None
    is_range = len(others) == 2 and others[1].is_joined
    if not (is_date and is_range and all(name.point.day is None for name in others)):
        return setting, names
    if any(name.point.weekday is None for name in others):
        return setting, names
    return replace(setting, feast=f"{point.month}-{point.day}"), others


def _part(role: str) -> str:
    return "out" if role == "out" else "in"


def _moved(names: list[Named]) -> list[Named]:
    """`do dia 10 pro dia 17` said of a change: the 17th counts."""
    places = [place for place, name in enumerate(names) if name.is_moved and place]
    if not places:
        return names
    old, new = names[places[-1] - 1], names[places[-1] :]
    return [replace(new[0], role=old.role if len(new) == 1 else "any"), *new[1:]]


def _named(names: Sequence[Named], setting: Setting, known: Known, is_nights: bool) -> Dates:
    points = {role: _points(names, role) for role in ("in", "out", "any", "list", "or")}
    if points["or"] or len(points["out"]) > 1 or len(points["in"]) > 1:
        return STAY_UNCLEAR
    days = points["in"] or [*points["any"], *points["list"]]
    if points["out"]:
        start = _joined(names) or (days[0] if days else None)
        return _until(points["out"][0], start, setting, known)
    if len(days) == 1 and known.asked in ("check_out", "nights") and not points["in"]:
        return _until(days[0], None, setting, known)
    return _from(days, setting, is_nights, is_list=len(points["any"]) < 2)


def _joined(names: Sequence[Named]) -> Point | None:
    """The arrival that stands right before the leaving: `aniversário dia 9, de 8 a 10`."""
    return next((one.point for one, other in pairwise(names) if other.is_joined), None)


def _points(names: Sequence[Named], role: str) -> list[Point]:
    """each once, in their order"""
    return list(dict.fromkeys(name.point for name in names if name.role == role))


def _from(days: Sequence[Point], setting: Setting, is_nights: bool, is_list: bool) -> Dates:
    """Arrival alone, or a list of days: nights, or days and leaving, who knows."""
    if len(days) > 1 and not is_list:
        return STAY_UNCLEAR
    start, end = _pair(days[0], days[-1], setting) if len(days) > 1 else (None, None)
    start = start or first_day(days[0], setting)
    if start is None:
        return STAY_UNCLEAR if len(days) > 1 else ARRIVAL_UNCLEAR
    if len(days) == 1:
        return Dates(start, start + timedelta(days=1) if is_nights else None)
    if is_nights and end is not None:
        return Dates(start, end + timedelta(days=1))
    return Dates(start, unclear=LEAVING)


def _until(end: Point, start: Point | None, setting: Setting, known: Known) -> Dates:
    if start is not None:
        arrival, leaving = _pair(start, end, setting)
        if arrival is None:
            return STAY_UNCLEAR
        if leaving is None and first_day(end, setting):  # both exist, in the wrong order
            return STAY_UNCLEAR
        return Dates(arrival, leaving, unclear=frozenset() if leaving else LEAVING)
    if known.check_in is None:
        leaving = first_day(end, setting)
    else:
        leaving = day_after(end, known.check_in, setting)
    return Dates(check_out=leaving, unclear=frozenset() if leaving else LEAVING)


def _pair(start: Point, end: Point, setting: Setting) -> tuple[date | None, date | None]:
    """Arrival and leaving; a month or year said once is said of both."""
    if (start.month is None and end.month) or (start.year is None and end.year):
        leaving = first_day(end, setting)
        arrival = day_before(start, leaving) if leaving else None
        if (
            arrival
            and leaving
            and start.day
            and leaving - arrival > A_LONG_STAY
            and not start.month
        ):
            return None, None
        if arrival is not None and arrival >= setting.today and leaving is not None:
            return arrival, day_after(end, arrival, setting)
        if leaving is None or arrival is not None:
            return None, None
    arrival = first_day(start, setting)
    return arrival, day_after(end, arrival, setting) if arrival else None


def _unnamed(line: Line, setting: Setting) -> Dates:
    if line.has(_FEAST):
        return STAY_UNCLEAR
    if line.has(_ANY_WEEKEND) or (line.has(_WEEKEND) and setting.month):
        return STAY_UNCLEAR
    if line.has(_WEEKEND):
        return _coming_weekend(setting)
    is_vague = line.has(_VAGUE) or line.has(_SOME_MONTH) or setting.months_ahead is not None
    return ARRIVAL_UNCLEAR if is_vague else NOTHING_SAID


def _coming_weekend(setting: Setting) -> Dates:
    """Friday to Sunday, unless it has begun or may be the one after."""
    ahead = FRIDAY - setting.today.weekday()
    if ahead <= 0 or setting.week in ("next", "after"):
        return STAY_UNCLEAR
    friday = setting.today + timedelta(days=ahead)
    return Dates(friday, friday + timedelta(days=2))


def _weekend_of(names: Sequence[Named], setting: Setting) -> Dates:
    """`fim de semana do dia 5`, if the 5th is a day of one."""
    day = first_day(names[0].point, setting)
    if day is None or day.weekday() < FRIDAY:
        return STAY_UNCLEAR
    friday = day - timedelta(days=day.weekday() - FRIDAY)
    return Dates(friday, friday + timedelta(days=2))


_SOME_MONTH: Final = pattern("(^|em|de|para|por|mes|ate|a|ser) MONTH")
_ANY_WEEKEND: Final = pattern("(outro|algum|qualquer|ultimo|primeiro) weekend")
_FEAST: Final = pattern("(?P<feast>feast)")
_WEEKEND: Final = pattern("(?P<weekend>weekend)")
_WEEKEND_OF: Final = pattern("weekend (de|em|o|comma|open)* point (?!(a|ate|to|e|dash))")
_SMALL_HOURS: Final = pattern("small")
_TONIGHT: Final = pattern("tonight")
_VAGUE: Final = pattern("vague")
_CHANGING: Final = pattern("CHANGE | passar (o|meu|reserva|de|dia|point)* para")
_NIGHTS_OF: Final = pattern("noite de? (o|dia|dias)* point")
