"""Brazil's holidays: what guests call them, and when they are."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final


def feast_day(name: str, year: int) -> date | None:
    """The day in a year of a holiday, named or told as `month-day`; None for one without a name."""
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _FROM_EASTER:
        return easter(year) + timedelta(days=_FROM_EASTER[name])
    if name in _MOVING:
        return _MOVING[name](year)
    month, _, day = name.partition("-")
    return _date(year, month, day) if day else None


def _date(year: int, month: str, day: str) -> date | None:
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None


def coming_feast(name: str, today: date) -> date | None:
    """The next one; a week's grace, for one speaks of it while it lasts."""
    days = (feast_day(name, today.year + years) for years in (0, 1))
    return next((day for day in days if day and day >= today - timedelta(days=2)), None)


@lru_cache(maxsize=64)
def easter(year: int) -> date:
    """Gauss's rule for the Gregorian calendar, as Lichtenberg completed it."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    golden = year % 19
    seed = (19 * golden + moon) % 30
    correction = seed // 29 + (seed // 28 - seed // 29) * (golden // 11)
    full_moon = 21 + seed - correction
    sunday = 7 - (year + year // 4 + sun) % 7
    return date(year, 3, 1) + timedelta(days=full_moon + 7 - (full_moon - sunday) % 7 - 1)


def _second_sunday(month: int) -> Callable[[int], date]:
    def day(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(6 - first.weekday()) % 7 + 7)

    return day


_FIXED: Final = {
    "ano novo": (12, 31),
    "tiradentes": (4, 21),
    "trabalho": (5, 1),
    "namorados": (6, 12),
    "sao joao": (6, 24),
    "independencia": (9, 7),
    "aparecida": (10, 12),
    "finados": (11, 2),
    "republica": (11, 15),
    "consciencia": (11, 20),
    "natal": (12, 25),
}
_FROM_EASTER: Final = {"carnaval": -47, "paixao": -2, "pascoa": 0, "corpus christi": 60}
_MOVING: Final = {"maes": _second_sunday(5), "pais": _second_sunday(8)}
