"""What deployment refuses, and where."""

from __future__ import annotations

from dataclasses import dataclass

PARSE_ERROR = "parse error: "
UNTERMINATED = f"{PARSE_ERROR}Unterminated expression: "

_MOST = 100
"""refusals told of one source"""
_EXCERPT = 160
"""characters of a line"""
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a source: line and column from 1, length in characters."""

    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class SourceError:
    """One refusal; `excerpt` is the offending line with a caret below it."""

    message: str
    line: int
    column: int
    excerpt: str

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.message}\n{self.excerpt}"


class SourceErrors(Exception):
    """A source that cannot be deployed; its text is the message of the deploy API.

    What is no workflow at all is told in the service's form of parse errors, everything else as
    what it calls a failed build.
    """

    def __init__(self, filename: str, errors: list[SourceError]) -> None:
        self.filename = filename
        self.errors = errors
        parsing = [error for error in errors if error.message.startswith(PARSE_ERROR)]
        building = [error for error in errors if error not in parsing]
        told = [self._unparsed(error) for error in parsing]
        if building:
            told.append("failed to build: " + "\n".join(map(self._unbuilt, building)))
        super().__init__("\n".join(told))

    def _unparsed(self, error: SourceError) -> str:
        """Of an expression that does not end the service tells no place before the message."""
        place = f"{self.filename}:{error.line}:{error.column}"
        if error.message.startswith(UNTERMINATED):
            return f"{self.filename}: {error.message} ({place})\n{error.excerpt}"
        return f"{place}: {error.message}\n{_unindented(error.excerpt)}"

    def _unbuilt(self, error: SourceError) -> str:
        return f"{error.message} ({self.filename}:{error.line}:{error.column})\n{error.excerpt}"


def _unindented(excerpt: str) -> str:
    return "\n".join(line[len(_INDENT) :] for line in excerpt.splitlines())


class Refusals:
    """Collects every refusal of one source, so that all of them are told at once."""

    def __init__(self, text: str, filename: str) -> None:
        self.filename = filename
        self._lines = text.encode(errors="replace").decode().splitlines()
        self._errors: dict[tuple[int, int, str], SourceError] = {}

    def add(self, message: str, at: Position) -> None:
        error = SourceError(message, at.line, at.column, self._excerpt(at))
        self._errors.setdefault((at.line, at.column, message), error)

    def line(self, at: Position) -> str:
        return self._lines[at.line - 1] if at.line <= len(self._lines) else ""

    def raise_if_any(self) -> None:
        if self._errors:
            found = sorted(self._errors.values(), key=lambda error: (error.line, error.column))
            raise SourceErrors(self.filename, found[:_MOST])

    def _excerpt(self, at: Position) -> str:
        line = self.line(at)
        cut = max(0, at.column - _EXCERPT // 2)  # a source in JSON may be one long line
        return f"{_INDENT}{line[cut : cut + _EXCERPT]}\n{_INDENT}{' ' * (at.column - 1 - cut)}^"
