"""How long a guest stays: nights counted, days that may be nights, one night more or less."""

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

NIGHTS_OF_A_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Length:
    """`more` counts on top of a known stay; `days` may be nights or one night less."""

    nights: int | None = None
    days: int | None = None
    more: int | None = None


def read_nights(line: Line) -> Line:
    return rewrite(line, _RULES)


def _nights(found: Found) -> Token:
    return made("nights", Length(nights=int(found.value("n"))))


def _one_night(_: Found) -> Token:
    return made("nights", Length(nights=1))


def _days(found: Found) -> Token:
    return made("nights", Length(days=int(found.value("n"))))


def _weeks(found: Found) -> Token:
    return made("nights", Length(nights=int(found.value("n") or 1) * NIGHTS_OF_A_WEEK))


def _more(found: Found) -> Token:
    return made("nights", Length(more=int(found.value("n") or 1)))


def _fewer(found: Found) -> Token:
    return made("nights", Length(more=-int(found.value("n") or 1)))


def _unclear(_: Found) -> Token:
    return made("nights", Length())


_RULES: Final[tuple[Rule, ...]] = (
    (pattern("NUM (a|ou|dash|e|ate) NUM (NIGHT|dias)"), _unclear),
    (pattern("NUM (dias|dia) (e|slash|comma|com|open|dash)* (?P<n>NUM) NIGHT"), _nights),
    (pattern("(?P<n>NUM) NIGHT (e|slash|comma|com|open|dash)* NUM (dias|dia)"), _nights),
    (pattern("mais (?P<n>NUM) (NIGHT|dia|dias)"), _more),
    (pattern("(?P<n>NUM) (NIGHT|dia|dias) (a|de)? mais"), _more),
    (pattern("(?P<n>NUM) (NIGHT|dia|dias) (a|de)? menos"), _fewer),
    (pattern("(?P<n>NUM) (outro|so)? NIGHT"), _nights),
    (pattern("(?P<n>NUM) (dias|dia) (?!(antes|depois))"), _days),
    (pattern("(?<!esse)(?<!proximo) (?P<n>NUM) semana"), _weeks),
    (pattern("pernoite | dia seguinte"), _one_night),
)
