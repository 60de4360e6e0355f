"""Who comes: the words for people become mentions of them."""

from dataclasses import replace
from typing import Final

from hotelly.conversation.understanding.ages import numbers
from hotelly.conversation.understanding.grammar import (
    Found,
    Line,
    Rule,
    Token,
    made,
    noise,
    pattern,
    rewrite,
)
from hotelly.conversation.understanding.mending import MENDING
from hotelly.conversation.understanding.people import ADULT_FROM, Mention


def read_guests(line: Line) -> Line:
    return rewrite(line, _RULES)


def _mention(kind: str, count: int | None = 1, ages: tuple[int, ...] = (), **more: bool) -> Token:
    return made("party", Mention(kind, count, ages, **more))


def _count(found: Found) -> int | None:
    value = found.value("n")
    return int(value) if value is not None else None


def _adults(found: Found) -> Token:
    return _mention("adult", _count(found) or 1, is_added=bool(found.sign("more")))


def _people(found: Found) -> Token:
    return _mention("total", _count(found), is_added=bool(found.sign("more")))


def _couples(found: Found) -> Token:
    return _mention("adult", 2 * (_count(found) or 1))


def _relatives(found: Found) -> Token | None:
    count = _count(found)
    if count is None and found.sign("many"):
        return _mention("unclear", None)
    more = bool(found.sign("more"))
    return _mention("relative", count or 1, is_added=more, is_with=bool(found.sign("with")))


def _one_more(_: Found) -> Token:
    return _mention("total", 1, is_added=True)


def _parents(found: Found) -> Token:
    return _mention("relative", 2)


def _children(found: Found) -> Token | None:
    ages = numbers(found, "ages")
    count = _count(found)
    if count is None and not found.sign("many"):
        count = 1
    ages = ages[:count] if count else ages
    grown = tuple(age for age in ages if age >= ADULT_FROM)
    if grown:
        return _mention("relative", len(grown)) if len(grown) == (count or len(ages)) else None
    return _mention("child", count if count is not None else len(ages) or None, ages)


def _twins(found: Found) -> Token:
    ages = numbers(found, "ages")
    return _mention("child", 2, ages * 2 if len(ages) == 1 else ages)


def _each_with_age(found: Found) -> Token:
    """`uma de 4 e um de 11 meses`"""
    ages = numbers(found, "ages")
    return _mention("child", len(ages), ages)


def _for_some(found: Found) -> Token | None:
    """`pra 2`; not `pro 10`, which is a day, and no crowd."""
    is_few = found.value("n") <= 10 and found.tokens("to")[0].word not in ("pro", "pros")
    return _people(found) if is_few else None


def _instead(found: Found) -> tuple[Token, ...]:
    """`somos 4, na verdade 5`: of the same kind."""
    mention: Mention = found.value("old")
    return (made("party", replace(mention, count=_count(found))),)


def _no_children(_: Found) -> Token:
    return _mention("child", 0)


def _self(_: Found) -> Token:
    return _mention("self")


def _alone(_: Found) -> Token:
    return _mention("adult", 1)


def _group(found: Found) -> Token:
    return _mention("total", _count(found))


def _family(_: Found) -> Token:
    return _mention("family", None)


def _some(_: Found) -> Token:
    return _mention("unclear", None)


def _bare_ages(found: Found) -> Token:
    return made("party", Mention("ages", None, numbers(found, "ages")))


_N: Final = "(?P<n>NUM)"
_AGES: Final = (
    "((comma|open)? (de|com|HAVE|idade|ser|colon|que HAVE|o|em|um|outro|filho)*"
    "(?P<ages>(ages|NUM|ordinal)"
    "((comma? e|comma|slash|e) (um|outro|o)? (de|com|HAVE)? (ages|NUM|ordinal))*)"
    "(?!de? (MONTH|NIGHT|PERSONAL|dias|dia|mes|semana) | (a|ate|dash|to) (NUM|date|point)) close?)?"
)
_CHILDREN: Final = "((?P<many>criancas|filhos|bebes)|crianca|filho|bebe)"
_ONE_OF: Final = "(um|outro) (de|com) (NUM|ages)"
_MORE: Final = "(?P<more>mais|plus|outro)?"
_RULES: Final[tuple[Rule, ...]] = (
    (pattern("cama extra"), lambda _: made("comfort")),
    (pattern("extra"), noise),
    (pattern("(NUM|um) (a|ou|ate|dash) NUM (pessoa|adulto)"), _some),
    (pattern("(sem|nenhum|zero|nao HAVE|nao haver|nao) (nenhum)? CHILD"), _no_children),
    (
        pattern(f"{_MORE} meu? {_N}? (outro|em|de)? meu? {_CHILDREN} pequeno? (de other)? {_AGES}"),
        _children,
    ),
    (pattern(f"{_MORE} {_N} (outro|de)? adulto"), _adults),
    (pattern(f"{_N}? casais"), _couples),
    (pattern(f"{_N}? casal"), _couples),
    (pattern(f"familia (de|com|em) {_N} (pessoa)?"), _family),
    (pattern(f"(grupo|total) (de|com|em) {_N} (pessoa)?"), _group),
    (pattern(f"{_MORE} {_N} (outro|de|so)? pessoa"), _people),
    (pattern(f"{_MORE} {_N} (outro|de)? meu? (amigos|mae)"), _relatives),
    (pattern("meu pais | pais"), _parents),
    (pattern("meu (?P<many>amigos)"), _relatives),
    (pattern("tambem (ir|vem)? meu? (mae|esposo)"), _one_more),
    (pattern("meu? (mae|esposo) (ir|vem)* tambem"), _one_more),
    (pattern("(?P<with>com) (meu|o|um)? (mae|esposo) ((de|com)? ages)?"), _relatives),
    (pattern("(meu|o|um|e) (outro)? (mae|esposo) ((de|com)? ages)?"), _relatives),
    (pattern("(esposo|mae) ((de|com)? ages)?"), _relatives),
    (
        pattern(
            "(so|ser|com|entre) (so|para)? eu | (?<=rooms) para eu"
            "| para? eu (?=so|party|(e|mais|com|plus|comma)+ para? (party|outro|NUM|so)|END|$)"
        ),
        _self,
    ),
    (pattern("(?<=party) (e|comma|comma e) eu"), _self),
    (pattern("comigo"), _self),
    (pattern("sozinho"), _alone),
    (pattern("dupla"), lambda _: _mention("total", 2)),
    (pattern("trio"), lambda _: _mention("total", 3)),
    (pattern("familia"), _family),
    (
        pattern(
            f"(nos|somos|sao|gente (e|ser|estar|ir|sao|somos)? em|(vamos|estar|ser|ir) em|somos em)"
            f"(so|em|total|de)* {_N} (?!(NIGHT|dia|dias|ROOM|DAY|RANGE|hora|MONTH|pet|de MONTH))"
        ),
        _people,
    ),
    (
        pattern(
            f"(?P<old>party) (comma|stop|em)* {MENDING} (comma|stop|ser|sao|somos)* {_N} (?=END|$)"
        ),
        _instead,
    ),
    (pattern("gemeos (de|com)? (?P<ages>ages|NUM)?"), _twins),
    (pattern(f"(?<=party) (e|comma|com)? (?P<more>mais|plus) {_N} (?=END|$|em|noise)"), _people),
    (
        pattern(
            "(?P<to>para) so? (?P<n>day|dez|um (?=END|$))"
            "(?!RANGE|de|dias|NIGHT|ROOM|hora|MONTH|semana|ou|LIST NUM)"
        ),
        _for_some,
    ),
    (
        pattern(f"(?P<ages>{_ONE_OF} ((comma|e|comma e) {_ONE_OF})+)"),
        _each_with_age,
    ),
    (pattern("(?P<ages>ages)"), _bare_ages),
)
