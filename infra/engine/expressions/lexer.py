"""The words of an expression."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any


class ExpressionError(Exception):
    """An expression that cannot be parsed; `at` and `length` count characters of its text."""

    def __init__(self, message: str, at: int, length: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.length = length


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    """'name', 'literal', 'end', or the operator or bracket itself"""
    text: str
    value: Any
    at: int


_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<float>\d+\.\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+)
    |(?P<int>\d+)
    |(?P<name>[^\W\d]\w*)
    |(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<symbol>//|<=|>=|==|!=|[-+*/%<>()\[\].,])""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_WORD_OPERATORS = {
    "and": "and",
    "or": "or",
    "not": "not",
    "in": "in",
    "AND": "and",
    "OR": "or",
    "NOT": "not",
}
_CONSTANTS = {
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "'": "'"}
_ESCAPES |= {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, the last one of kind 'end'. Raises ExpressionError."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ExpressionError(_unknown(text, at), at)
        if match.lastgroup != "space":
            found.append(_token(match))
        at = match.end()
    found.append(Token("end", "", None, len(text)))
    return found


def _token(match: re.Match[str]) -> Token:
    text, at = match[0], match.start()
    match match.lastgroup:
        case "int":
            return _integer(text, at)
        case "float":
            return _double(text, at)
        case "string":
            return Token("literal", text, _unescape(text[1:-1], at + 1), at)
        case "name" if text in _CONSTANTS:
            return Token("literal", text, _CONSTANTS[text], at)
        case "name":
            return Token(_WORD_OPERATORS.get(text, "name"), text, text, at)
        case _:
            return Token(text, text, text, at)


def _integer(text: str, at: int) -> Token:
    number = int(text)
    if number > 2**63:  # 2**63 itself may stand behind a minus
        raise ExpressionError(f"{text} does not fit in a 64-bit integer", at, len(text))
    return Token("literal", text, number, at)


def _double(text: str, at: int) -> Token:
    if not math.isfinite(float(text)):
        raise ExpressionError(f"{text} does not fit in a double", at, len(text))
    return Token("literal", text, float(text), at)


def _unescape(text: str, at: int) -> str:
    def replace(match: re.Match[str]) -> str:
        code = match[1]
        if len(code) == 5:
            return chr(int(code[1:], 16))
        if code not in _ESCAPES:
            raise ExpressionError(f"unknown escape \\{code} in a string", at + match.start(), 2)
        return _ESCAPES[code]

    decoded = _ESCAPE.sub(replace, text)
    try:  # a pair of surrogates is one character
        return decoded.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise ExpressionError("a \\u escape is half of a surrogate pair", at, len(text)) from None


def _unknown(text: str, at: int) -> str:
    if text[at] in "\"'":
        return "the string does not end"
    return f"token recognition error at: '{text[at]}'"
