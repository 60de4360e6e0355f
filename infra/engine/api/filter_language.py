"""The filter language of Google's list methods and of Cloud Logging: text to predicate.

    parse('severity>=ERROR AND NOT labels."a/b"="c"', bind)

One grammar serves both (https://google.aip.dev/160; Cloud Logging's dialect adds the regular
expressions `=~` and `!~`, the function `log_id` and `--` comments). OR binds tighter than AND, and
AND may be left out.
What a field is and how it compares belongs to the caller: `bind(path, operator, value)` returns the
predicate of one comparison and raises ValueError for what it does not know; an empty path stands
for a bare value, matched anywhere.
"""

from __future__ import annotations

import operator as operators
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from infra.engine.service.api_error import ApiError, invalid_argument

Predicate = Callable[[Any], bool]
Bind = Callable[[tuple[str, ...], str, str], Predicate]

MAX_CHARACTERS = 20_000
MAX_DEPTH = 50
"""parentheses and NOTs inside each other"""

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operators.eq,
    "!=": operators.ne,
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}
FUNCTIONS = ("log_id",)
_TOKEN = re.compile(
    r"""\s+ | --[^\n]* |
        (?P<operator> !=|<=|>=|=~|!~|=|<|>|: ) |
        (?P<function> (?!(?:AND|OR|NOT)\() [A-Za-z_]+ (?=\() ) |
        (?P<punctuation> [().] ) |
        (?P<quoted> "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' ) |
        (?P<minus> -(?=[\w"'(]) ) |
        (?P<word> [^\s()=<>!~:."',]+ )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"""\\(["'\\ntr])""")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
"""other backslashes stay, so that "a\\.b" is the regular expression it looks like"""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """operator, function, punctuation, quoted, minus, word or end"""
    text: str
    start: int
    end: int


def parse(text: str, bind: Bind) -> Predicate:
    """The predicate `text` describes; an empty filter is true of everything.

    Raises ApiError INVALID_ARGUMENT naming the position of the first mistake.
    """
    if len(text) > MAX_CHARACTERS:
        raise invalid_argument(f"filter is longer than {MAX_CHARACTERS} characters", "filter")
    return _Parser(text, bind).parse()


def _tokens(text: str) -> list[_Token]:
    tokens = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _error(f"unexpected {text[at]!r}", at)
        if match.lastgroup:
            tokens.append(_Token(match.lastgroup, match.group(), at, match.end()))
        at = match.end()
    return [*tokens, _Token("end", "", at, at)]


class _Parser:
    def __init__(self, text: str, bind: Bind) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0
        self._bind = bind

    def parse(self) -> Predicate:
        if self._token.kind == "end":
            return _true
        predicate = self._expression()
        if self._token.kind != "end":
            self._unexpected("AND, OR or the end of the filter")
        return predicate

    @property
    def _token(self) -> _Token:
        return self._tokens[self._at]

    def _next(self) -> _Token:
        token = self._token
        self._at += 1
        return token

    def _take(self, *texts: str) -> bool:
        found = self._token.kind != "quoted" and self._token.text in texts
        self._at += found
        return found

    def _expression(self) -> Predicate:
        factors = [self._factor()]
        while self._take("AND") or not (self._token.kind == "end" or self._token.text == ")"):
            factors.append(self._factor())
        return factors[0] if len(factors) == 1 else _all(factors)

    def _factor(self) -> Predicate:
        terms = [self._term()]
        while self._take("OR"):
            terms.append(self._term())
        return terms[0] if len(terms) == 1 else _any(terms)

    def _term(self) -> Predicate:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _error(f"nested deeper than {MAX_DEPTH}", self._token.start)
        predicate = self._negation() or self._group() or self._comparison()
        self._depth -= 1
        return predicate

    def _negation(self) -> Predicate | None:
        if self._take("NOT") or self._take("-"):
            return _not(self._term())
        return None

    def _group(self) -> Predicate | None:
        if not self._take("("):
            return None
        predicate = self._expression()
        self._close()
        return predicate

    def _close(self) -> None:
        if not self._take(")"):
            self._unexpected("a closing parenthesis")

    def _comparison(self) -> Predicate:
        start = self._token
        if start.kind == "function" and start.text in FUNCTIONS:
            return self._function()
        path = self._path()
        if self._token.kind != "operator":
            return self._bound((), ":", ".".join(path), start)
        operator = self._next().text
        return self._values(path, operator, start)

    def _function(self) -> Predicate:
        """A function of one text: bound as a comparison of a field named after it."""
        name = self._next()
        self._take("(")
        value = self._text("a text")
        self._close()
        return self._bound((f"{name.text}()",), "=", value, name)

    def _path(self) -> tuple[str, ...]:
        parts = [self._text("a field or a value")]
        while self._take("."):
            parts.append(self._text("a field"))
        return tuple(parts)

    def _values(self, path: tuple[str, ...], operator: str, start: _Token) -> Predicate:
        """The right side: one value, or several in parentheses joined by AND, OR and NOT."""
        if not self._take("("):
            negative = "-" if self._take("-") else ""
            return self._bound(path, operator, negative + self._joined_value(), start)
        outer = self._bind
        self._bind = lambda _, __, value: outer(path, operator, value)
        try:
            predicate = self._expression()
        finally:
            self._bind = outer
        self._close()
        return predicate

    def _joined_value(self) -> str:
        """A value without quotes may hold dots (1.5, a.b.c) that stand right beside its words."""
        text = self._text("a value")
        while self._token.text == "." and self._token.start == self._tokens[self._at - 1].end:
            self._next()
            text += "." + self._text("a value")
        return text

    def _bound(self, path: tuple[str, ...], operator: str, value: str, start: _Token) -> Predicate:
        try:
            return self._bind(path, operator, value)
        except ValueError as error:
            raise _error(str(error), start.start) from None

    def _text(self, expected: str) -> str:
        token = self._token
        if token.kind == "quoted":
            self._next()
            return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), token.text[1:-1])
        if token.kind == "function":
            raise _error(f"there is no function {token.text}()", token.start)
        if token.kind != "word" or token.text in ("AND", "OR", "NOT"):
            self._unexpected(expected)
        return self._next().text

    def _unexpected(self, expected: str) -> NoReturn:
        found = repr(self._token.text) if self._token.text else "the end of the filter"
        raise _error(f"expected {expected}, found {found}", self._token.start)


def _error(message: str, position: int) -> ApiError:
    return invalid_argument(f"invalid filter at character {position + 1}: {message}", "filter")


def _true(_: Any) -> bool:
    return True


def _all(parts: list[Predicate]) -> Predicate:
    return lambda item: all(part(item) for part in parts)


def _any(parts: list[Predicate]) -> Predicate:
    return lambda item: any(part(item) for part in parts)


def _not(part: Predicate) -> Predicate:
    return lambda item: not part(item)
