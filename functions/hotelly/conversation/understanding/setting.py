"""What the rest of a message says about all its days: a month, a year, a holiday, a weekend."""

from datetime import date
from typing import Final

from hotelly.conversation.understanding.days import month_of
from hotelly.conversation.understanding.grammar import Line, found, pattern
from hotelly.conversation.understanding.points import Setting
from hotelly.conversation.understanding.request import Known
from hotelly.conversation.understanding.signs import SIGNS


def setting_of(line: Line, today: date, known: Known) -> Setting:
    month = found(line, _IN_MONTH)
    next_year = today.year + 1 if line.has(_NEXT_YEAR) else None
    weekend = found(line, _WEEKEND)
    return Setting(
        today=today,
        month=month_of(month.sign("month")) if month else None,
        year=month.value("year") or next_year if month else next_year,
        months_ahead=1 if line.has(_NEXT_MONTH) else None,
        feast=_feast_of(line),
        near=known.check_in,
        week=weekend.value("weekend") if weekend else "",
    )


def _feast_of(line: Line) -> str:
    feast = found(line, _FEAST)
    points = (token.value for token in line.tokens if token.sign == SIGNS["point"])
    return feast.value("feast") if feast else next((p.feast for p in points if p.feast), "")


_IN_MONTH: Final = pattern("(?P<month>MONTH) ((de|slash)? (?P<year>big))?")
_NEXT_YEAR: Final = pattern("ano que vem | proximo ano")
_NEXT_MONTH: Final = pattern("mes que vem | proximo mes")
_FEAST: Final = pattern("(?P<feast>feast)")
_WEEKEND: Final = pattern("(?P<weekend>weekend)")
