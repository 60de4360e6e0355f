"""A point in time as a guest names it, and the day that it means today."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from hotelly.conversation.understanding.feasts import coming_feast
from hotelly.conversation.understanding.grammar import Token, made

A_SLIP: Final = timedelta(days=31)
"""A day without year that is past by no more may be a slip, or next year: ask."""
LONGEST_STAY: Final = timedelta(days=90)
"""A check-out further from check-in is a slip."""
LONGEST_TO_A_DAY: Final = timedelta(days=25)
"""`dia 9` after an arrival on the 10th is a slip, not a month."""
WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Point:
    """What was said of a day; what was not said is None."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    """Monday is 0"""
    week: str = ""
    """`this` (essa sexta), `next` (sexta que vem), `after` (sexta da semana que vem)"""
    months_ahead: int | None = None
    """dia 10 do mês que vem: 1"""
    offset: int | None = None
    """days from today"""
    feast: str = ""
    is_unclear: bool = False
    """3/10 in English"""


def point_token(**said: Any) -> Token:
    """The arguments are those of Point."""
    return made("point", Point(**said))


@dataclass(frozen=True, slots=True)
class Setting:
    """What the rest of the message says about all its days."""

    today: date
    month: int | None = None
    year: int | None = None
    months_ahead: int | None = None
    feast: str = ""
    near: date | None = None
    """the arrival known so far: a bare day changes it"""
    week: str = ""
    """of a weekend named beside the days, as in Point"""


def first_day(point: Point, setting: Setting) -> date | None:
    """The day of arrival; None where a careful person would ask."""
    if point.is_unclear:
        return None
    found: date | None
    if point.offset is not None:
        found = _from_today(point, setting)
    elif point.day is None:
        return _weekday(point, setting)
    else:
        found = _dated(point, setting)
    return found if found and _agrees(point, found) else None


def day_after(point: Point, start: date, setting: Setting) -> date | None:
    """The day of leaving, for one who arrives on `start`; None where one would ask."""
    found = _next_after(point, start, setting)
    if point.is_unclear or found is None:
        return None
    is_bare = point.day is not None and point.month is None and point.months_ahead is None
    if not start < found <= start + (LONGEST_TO_A_DAY if is_bare else LONGEST_STAY):
        return None
    return found if _agrees(point, found) else None


def day_before(point: Point, end: date) -> date | None:
    """The last day before `end` that the point may mean: arrival, told by the leaving's month."""
    if point.day is None:
        return None
    if point.month is None:
        month = (end.year, end.month) if point.day < end.day else _month_before(end)
        return _date(month[0], month[1], point.day)
    years = (end.year, end.year - 1)
    days = (_date(year, point.month, point.day) for year in years)
    return next((day for day in days if day and day < end), None)


def _agrees(point: Point, found: date) -> bool:
    same_weekday = point.weekday is None or found.weekday() == point.weekday
    return same_weekday and (point.day or found.day) == found.day


def _from_today(point: Point, setting: Setting) -> date:
    return setting.today + timedelta(days=point.offset or 0)


def _next_after(point: Point, start: date, setting: Setting) -> date | None:
    if point.offset is not None:
        return _from_today(point, setting)
    if point.year is not None and point.month and point.day:
        return _date(point.year, point.month, point.day)
    if point.months_ahead is not None:
        return first_day(point, setting)
    if point.day is not None:
        return _next_dated(point, start)
    if point.feast and point.weekday is None:
        return coming_feast(point.feast, start)
    if point.weekday is None:
        return None
    return start + timedelta(days=(point.weekday - start.weekday() - 1) % WEEK + 1)


def _next_dated(point: Point, start: date) -> date | None:
    if point.day is None:
        return None
    if point.month is not None:
        days = (_date(start.year + n, point.month, point.day) for n in (0, 1))
    else:
        days = (_date(*_months_on(start, n), point.day) for n in (0, 1))
    return next((day for day in days if day and day > start), None)


def _dated(point: Point, setting: Setting) -> date | None:
    day, today = point.day, setting.today
    month = point.month or setting.month
    if day is None:
        return None
    if month is not None:
        return _in_month(day, month, point.year or setting.year, today)
    ahead = point.months_ahead if point.months_ahead is not None else setting.months_ahead
    if ahead is not None:
        return _date(*_months_on(today, ahead), day)
    if setting.feast and (feast := coming_feast(setting.feast, today)):
        return _nearest_day(day, feast)
    if setting.near and (found := _date(setting.near.year, setting.near.month, day)):
        return found if found >= today else None
    return None if day == today.day else _coming_day(day, today)


def _in_month(day: int, month: int, year: int | None, today: date) -> date | None:
    if year is not None:
        found = _date(year, month, day)
        return found if found and found >= today else None
    found = _date(today.year, month, day)
    if found and found >= today:
        return found
    is_missing = found is None and month >= today.month  # 29 February of this year
    if is_missing or (found and today - found <= A_SLIP):
        return None
    return _date(today.year + 1, month, day)


def _coming_day(day: int, today: date) -> date | None:
    if not 1 <= day <= 31:
        return None
    days = (_date(*_months_on(today, n), day) for n in (0, 1, 2))
    return next((found for found in days if found and found > today), None)


def _nearest_day(day: int, feast: date) -> date | None:
    days = [_date(*_months_on(feast, n), day) for n in (-1, 0, 1)]
    return min((d for d in days if d), key=lambda d: abs(d - feast), default=None)


def _weekday(point: Point, setting: Setting) -> date | None:
    today, weekday = setting.today, point.weekday
    feast = point.feast or setting.feast
    if feast and (day := coming_feast(feast, today)):
        return _by_feast(weekday, day, bool(point.feast))
    if weekday is None:
        return None
    week = point.week or setting.week
    if setting.near and not week:
        ahead = (weekday - setting.near.weekday() + 3) % WEEK - 3
        return max(setting.near + timedelta(days=ahead), today)
    ahead = (weekday - today.weekday()) % WEEK
    if week == "after":
        return today + timedelta(days=WEEK - today.weekday() + weekday)
    if week == "next":
        return None if weekday > today.weekday() else today + timedelta(days=ahead or WEEK)
    return today + timedelta(days=ahead) if ahead else None


def _by_feast(weekday: int | None, feast: date, is_named: bool) -> date | None:
    """A weekday near a holiday: the one of the long weekend around it, before rather than after."""
    if weekday is None:
        return feast if is_named else None
    before = (feast.weekday() - weekday) % WEEK
    return feast - timedelta(days=before if before <= 4 else before - WEEK)


def _months_on(day: date, months: int) -> tuple[int, int]:
    count = day.year * 12 + day.month - 1 + months
    return count // 12, count % 12 + 1


def _month_before(day: date) -> tuple[int, int]:
    return _months_on(day, -1)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None
