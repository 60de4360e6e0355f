"""Ages of children: `de 5 anos`, `(5a)`, `3 e 7`, `8 meses`, `uma de seis e uma de nove`."""

from itertools import zip_longest
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
from hotelly.conversation.understanding.signs import SIGNS

MONTHS_OF_A_YEAR: Final = 12
OLDEST: Final = 120


def read_ages(line: Line) -> Line:
    """An `ages` token's value: a tuple of whole years."""
    return rewrite(line, _RULES)


def numbers(found: Found, group: str) -> tuple[int, ...]:
    """Every number within the group; more in ages already read."""
    read: list[int] = []
    tokens = found.tokens(group)
    for token, after in zip_longest(tokens, tokens[1:]):
        if token.sign == SIGNS["ages"]:
            read += token.value
        elif isinstance(token.value, int) and not _counts(after):
            read.append(token.value)
    return tuple(read)


def _counts(after: Token | None) -> bool:
    """`uma de seis`: one, not an age of one."""
    return after is not None and after.sign in (SIGNS["de"], SIGNS["com"], SIGNS["ter"])


def _ages(found: Found) -> Token | None:
    ages = numbers(found, "ages")
    return made("ages", ages) if all(age <= OLDEST for age in ages) else None


def _months(found: Found) -> Token:
    return made("ages", tuple(n // MONTHS_OF_A_YEAR for n in numbers(found, "ages")))


def _newborn(_: Found) -> tuple[Token, ...]:
    return (made("bebe"), made("ages", (0,)))


def _not_yet(found: Found) -> Token:
    """`ainda não fez 1 ano`, `menos de 2 anos`"""
    return made("ages", (0 if found.sign("months") else max(found.value("n") - 1, 0),))


_AGED: Final = "(?:NUM|ages)"
_HALF: Final = "(e meio)?"
_NEXT: Final = "(comma? e|comma|slash|ou) (um|outro|o|meu)? (de|com|HAVE)?"
_RULES: Final[tuple[Rule, ...]] = (
    (pattern("bebe? recem dash? nascido"), _newborn),
    (pattern("(menos de|nao other{1,2}) (?P<n>NUM) (ano|(?P<months>mes))"), _not_yet),
    (
        pattern(f"(?P<ages>NUM ((comma|e|ou|comma e) NUM)*) mes {_HALF} (de ano)? (?!que)(?!DAY)"),
        _months,
    ),
    (
        pattern(f"(?P<ages>{_AGED} ({_NEXT} {_AGED})*) {_HALF} ano {_HALF} (de idade)?"),
        _ages,
    ),
    (pattern("open (?P<ages>ordinal ((comma|e|slash|comma e) ordinal)*) close"), _ages),
    (pattern("(?P<ages>ordinal ((comma|e|slash|comma e) ordinal)+)"), _ages),
    (pattern(f"(?P<ages>ages ({_NEXT} ages)+)"), _ages),
)
