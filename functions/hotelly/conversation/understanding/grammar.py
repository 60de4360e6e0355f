"""Patterns over tokens. One character, its sign, stands for a token, so `re` can read a sentence.

`pattern("(?P<from>DAY) (a|ate) dia? (?P<to>DAY)")`: a word in lower case is a lemma of the lexicon,
one in upper case a class of `signs`. The patterns have no repetition within a repetition, so they
read a sentence in linear time.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from hotelly.conversation.understanding.needs import needed_signs
from hotelly.conversation.understanding.signs import CLASSES, SIGNS

_NAME: Final = re.compile(r"\(\?P<\w+>|\(\?<?[:=!]|\{[\d,]+\}|[a-z]+|[A-Z][A-Z_]*|\s+")


class Token(NamedTuple):
    sign: str
    word: str
    """as written, unaccented; of a made token, what it stands for"""
    value: Any = None
    """a number's int, a point in time, the ages of children, …"""


class Wanted:
    """A compiled pattern that looks at a line only where it may be found."""

    __slots__ = ("findall", "finditer", "fullmatch", "match", "needs", "search")

    def __init__(self, translated: str) -> None:
        regex = re.compile(translated)
        self.search, self.fullmatch = regex.search, regex.fullmatch
        self.findall, self.finditer = regex.findall, regex.finditer
        self.match = regex.match
        self.needs = needed_signs(translated)

    def in_line(self, line: "Line") -> re.Match[str] | None:
        if self.needs is not None and self.needs.isdisjoint(line.kinds):
            return None
        return self.search(line.signs)


@dataclass(frozen=True, slots=True)
class Line:
    """A message as tokens, and as their signs."""

    tokens: tuple[Token, ...]
    signs: str
    kinds: frozenset[str]
    """each sign once"""

    @classmethod
    def of(cls, tokens: Iterable[Token]) -> "Line":
        kept = tuple(tokens)
        signs = "".join([token.sign for token in kept])
        return cls(kept, signs, frozenset(signs))

    def has(self, wanted: Wanted) -> bool:
        return wanted.in_line(self) is not None


class Found(NamedTuple):
    """A pattern's match, told as tokens."""

    match: re.Match[str]
    line: Line

    def tokens(self, group: str) -> tuple[Token, ...]:
        """none where the group took no part, or the pattern has no such group"""
        if group not in self.match.re.groupindex:
            return ()
        start, end = self.match.span(group)
        return self.line.tokens[start:end] if start >= 0 else ()

    def value(self, group: str) -> Any:
        """of the group's first token"""
        return next((token.value for token in self.tokens(group)), None)

    def sign(self, group: str) -> str:
        return "".join(token.sign for token in self.tokens(group))


Build = Callable[[Found], Token | tuple[Token, ...] | None]
Rule = tuple[Wanted, Build]


def pattern(text: str) -> Wanted:
    return Wanted(_NAME.sub(lambda match: _translated(match[0]), text))


def _translated(name: str) -> str:
    if name.isspace():
        return ""
    if name[0] in "({":
        return name
    return CLASSES[name] if name[0].isupper() else SIGNS[name]


def rewrite(line: Line, rules: Iterable[Rule]) -> Line:
    """Each rule in turn puts what it makes for every stretch that its pattern finds."""
    for wanted, build in rules:
        if wanted.in_line(line):
            line = _rewritten(line, wanted, build)
    return line


def _rewritten(line: Line, wanted: Wanted, build: Build) -> Line:
    """A rule may answer several tokens, or refuse a stretch by None."""
    kept: list[Token] = []
    read = 0
    for match in wanted.finditer(line.signs):
        built = build(Found(match, line)) if match.end() > match.start() else None
        if built is not None:
            kept += line.tokens[read : match.start()]
            kept += [built] if isinstance(built, Token) else built
            read = match.end()
    return Line.of([*kept, *line.tokens[read:]])


def found(line: Line, wanted: Wanted) -> Found | None:
    match = wanted.in_line(line)
    return Found(match, line) if match else None


def made(kind: str, value: Any = None, word: str = "") -> Token:
    return Token(SIGNS[kind], word or kind, value)


def noise(_: Found) -> Token:
    return made("noise")
