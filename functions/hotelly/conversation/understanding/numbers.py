"""Numbers said in words, and how many months or years a word stands for."""

from typing import Final

from hotelly.conversation.understanding.grammar import Found, Line, Token, pattern, rewrite
from hotelly.conversation.understanding.tokens import number

_TENS: Final = ("vinte", "trinta", "twenty")


def read_numbers(line: Line) -> Line:
    """`vinte e três` becomes 23."""
    return rewrite(line, _RULES)


def _composed(found: Found) -> Token | None:
    tens, unit = found.tokens("tens")[0], found.tokens("unit")[0]
    if tens.word not in _TENS or not unit.word.isalpha() or unit.value > 9:
        return None
    return number(tens.value + unit.value, f"{tens.word} e {unit.word}")


def _dozen(found: Found) -> Token:
    return number(6 if found.sign("half") else 12, "duzia")


_RULES: Final = (
    (pattern("(?P<tens>day) e (?P<unit>day|um)"), _composed),
    (pattern("(?P<half>meio)? duzia"), _dozen),
)
