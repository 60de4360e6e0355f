"""A YAML or JSON source as a tree that knows where everything stands.

Plain scalars follow the YAML 1.2 core schema: `on`, `no`, `12:30` and `2026-01-02` are strings,
`010` is ten.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from infra.engine.limits import NESTING_OF_SOURCE
from infra.engine.source.error import PARSE_ERROR, UNTERMINATED, Position, Refusals
from infra.engine.values.values import INT_MAX, INT_MIN


@dataclass(slots=True)
class Scalar:
    value: Any
    text: str
    at: Position
    block: bool = False
    """a `|` or `>` scalar, whose text starts on a later line"""
    quoted: bool = False


@dataclass(slots=True)
class Sequence:
    at: Position
    items: list[Tree] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    at: Position
    entries: dict[str, tuple[Scalar, Tree]] = field(default_factory=dict)
    """by the text of the key: the key and its value"""


Tree = Scalar | Sequence | Mapping

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True)  # type: ignore[arg-type]  # one table of words
_WORDS |= dict.fromkeys(("false", "False", "FALSE"), False)  # type: ignore[arg-type]  # one table of words
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_DOUBLE = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_DIGITS = 80
"""characters of a number; Python refuses to read integers of thousands of digits"""


def plain_scalar(text: str) -> Any:
    """The value of an unquoted scalar. Raises ValueError for a number the language has not."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return _integer(text)
    if _DOUBLE.fullmatch(text) and not math.isfinite(float(text)):
        raise ValueError(f"{_short(text)} does not fit in a double")
    if _SPECIAL.fullmatch(text):
        raise ValueError(f"{text} is no number of the language; quote it if a string is meant")
    return float(text) if _DOUBLE.fullmatch(text) else text


def _integer(text: str) -> int:
    if len(text) <= _DIGITS:
        number = int(text, 10 if text.lstrip("+-").isdigit() else 0)
        if INT_MIN <= number <= INT_MAX:
            return number
    raise ValueError(f"{_short(text)} does not fit in a 64-bit integer")


def _short(text: str) -> str:
    return text if len(text) <= _DIGITS else f"{text[:_DIGITS]}…"


def read_tree(text: str, refusals: Refusals) -> Tree | None:
    """The tree of `text`, None when empty. Raises SourceErrors at once for what is not YAML."""
    _refuse_half_characters(text, refusals)
    try:
        return _Composer(refusals).compose(yaml.parse(_spaces_for_json(text), Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        at = _mark(error.problem_mark or error.context_mark)
        refusals.add(_yaml_message(error, refusals.line(at), at), at)
    except yaml.YAMLError as error:
        refusals.add(f"parse error: {error}", Position(1, 1))
    refusals.raise_if_any()
    return None


def _refuse_half_characters(text: str, refusals: Refusals) -> None:
    """A lone surrogate, which JSON can smuggle in, is no character and has no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        before = text[: error.start].splitlines(keepends=True) or [""]
        ended = before[-1].endswith("\n")
        at = Position(len(before) + ended, 1 if ended else len(before[-1]) + 1)
        refusals.add("parse error: half of a surrogate pair is no character", at)
        refusals.raise_if_any()


def _spaces_for_json(text: str) -> str:
    """JSON may be indented by tabs, YAML may not; one space for a tab keeps the columns."""
    return text.replace("\t", " ") if text.lstrip()[:1] in ("{", "[") else text


def _yaml_message(error: yaml.MarkedYAMLError, line: str, at: Position) -> str:
    problem = error.problem or "the text is not YAML"
    before = line[: at.column - 1]
    if problem.startswith("mapping values are not allowed") and "${" in before:
        expression = before[before.rindex("${") :]
        return f'{UNTERMINATED}{expression}...; it contains ": ", so put the whole of it in quotes'
    if problem.startswith("did not find expected") and before.endswith("$"):
        problem += "; inside […] and {…} an expression stands in quotes: '${…}'"
    return f"{PARSE_ERROR}{problem}"


def _mark(mark: Any) -> Position:
    return Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)


class _Composer:
    """Builds the tree from the parser's events, with its own stack: depth costs no recursion."""

    def __init__(self, refusals: Refusals) -> None:
        self.refusals = refusals
        self.root: Tree | None = None
        self.stack: list[tuple[Tree, list[Scalar]]] = []

    def compose(self, events: Iterator[Any]) -> Tree | None:
        documents = 0
        for event in events:
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self.refuse("parse error: a source is one YAML document", event)
                case yaml.AliasEvent():
                    self.refuse(f"parse error: aliases (*{event.anchor}) are not supported", event)
                case yaml.ScalarEvent():
                    self.place(self.scalar(event))
                case yaml.SequenceStartEvent():
                    self.open(Sequence(_mark(event.start_mark)), event)
                case yaml.MappingStartEvent():
                    self.open(Mapping(_mark(event.start_mark)), event)
                case yaml.CollectionEndEvent():
                    self.stack.pop()
        return self.root

    def refuse(self, message: str, event: Any) -> None:
        """A refusal after which nothing else can be said about the source."""
        self.refusals.add(message, _mark(event.start_mark))
        self.refusals.raise_if_any()

    def open(self, tree: Tree, event: Any) -> None:
        if len(self.stack) >= NESTING_OF_SOURCE:
            self.refuse(f"parse error: nested deeper than {NESTING_OF_SOURCE} levels", event)
        self.refuse_tag(event)
        self.place(tree)
        self.stack.append((tree, []))

    def refuse_tag(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            self.refuse(f"parse error: YAML tags ({event.tag}) are not supported", event)

    def scalar(self, event: Any) -> Scalar:
        self.refuse_tag(event)
        at, text = _mark(event.start_mark), event.value
        length = max(1, event.end_mark.index - event.start_mark.index)
        at = Position(at.line, at.column, length)
        block, quoted = event.style in ("|", ">"), event.style in ("'", '"')
        if event.style:
            return Scalar(text, text, at, block, quoted)
        try:
            return Scalar(plain_scalar(text), text, at)
        except ValueError as error:
            self.refusals.add(f"parse error: {error}", at)
            return Scalar(0, text, at)

    def place(self, tree: Tree) -> None:
        if not self.stack:
            self.root = tree
            return
        container, pending = self.stack[-1]
        if isinstance(container, Sequence):
            container.items.append(tree)
        elif isinstance(container, Mapping):
            self.place_in_mapping(container, pending, tree)

    def place_in_mapping(self, mapping: Mapping, pending: list[Scalar], tree: Tree) -> None:
        if pending:
            key = pending.pop()
            mapping.entries.setdefault(key.text, (key, tree))
        elif isinstance(tree, Scalar):
            self.refuse_duplicate(mapping, tree)
            pending.append(tree)
        else:
            self.refusals.add("parse error: a key must be a string", tree.at)
            pending.append(Scalar("", "", tree.at))

    def refuse_duplicate(self, mapping: Mapping, key: Scalar) -> None:
        if key.text in mapping.entries:
            first = mapping.entries[key.text][0].at.line
            message = f"parse error: key '{key.text}' is already defined at line {first}"
            self.refusals.add(message, key.at)
