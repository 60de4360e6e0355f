"""Values of the source: literals, lists, maps, and `${…}` where a scalar is nothing else."""

from __future__ import annotations

from infra.engine.expressions.lexer import ExpressionError
from infra.engine.expressions.nodes import Index, Member, Name, Node
from infra.engine.expressions.parser import parse
from infra.engine.language.nodes import (
    Constant,
    Formula,
    ListTemplate,
    MapTemplate,
    Target,
    Template,
)
from infra.engine.limits import EXPRESSION_CHARACTERS
from infra.engine.source.error import UNTERMINATED, Position, Refusals
from infra.engine.source.tree import Mapping, Scalar, Sequence, Tree


class TemplateReader:
    """Reads values; what cannot be read is refused and stands as null."""

    def __init__(self, refusals: Refusals) -> None:
        self.refusals = refusals

    def template(self, tree: Tree, where: str) -> Template:
        match tree:
            case Scalar():
                return self.scalar(tree, where)
            case Sequence():
                return ListTemplate(tuple(self.template(i, where) for i in tree.items), tree.at)
            case Mapping():
                return self.map(tree, where)

    def map(self, tree: Mapping, where: str) -> MapTemplate:
        entries = [
            (self.key(key, where), self.template(value, where))
            for key, value in tree.entries.values()
        ]
        return MapTemplate(tuple(entries), tree.at)

    def key(self, key: Scalar, where: str) -> Constant | Formula:
        return self.formula(key, where) if is_expression(key) else Constant(key.text, key.at)

    def scalar(self, scalar: Scalar, where: str) -> Constant | Formula:
        if is_expression(scalar):
            return self.formula(scalar, where)
        return Constant(scalar.value, scalar.at)

    def formula(self, scalar: Scalar, where: str) -> Constant | Formula:
        text = scalar.text.strip()
        if not text.endswith("}"):
            self.refusals.add(f"{UNTERMINATED}{text}...", scalar.at)
            return Constant(None, scalar.at)
        lead = len(scalar.text) - len(scalar.text.lstrip()) + len("${") + scalar.quoted
        column = 0 if scalar.block or "\n" in scalar.text else scalar.at.column + lead
        return self.parsed(text[2:-1], scalar.at, column, where)

    def parsed(self, text: str, at: Position, column: int, where: str) -> Constant | Formula:
        if len(text) > EXPRESSION_CHARACTERS:
            message = f"{where}: the expression is longer than {EXPRESSION_CHARACTERS} characters"
            self.refusals.add(message, at)
            return Constant(None, at)
        try:
            return Formula(parse(text), text, at, column)
        except ExpressionError as error:
            place = inside(at, column, error.at, error.length)
            self.refusals.add(f"{where}: parse error: {error.message} in '{text}'", place)
            return Constant(None, at)

    def target(self, key: Scalar, where: str) -> Target | None:
        """`x`, `x.k`, `x["k"]`, `x[expression]` and mixes of them."""
        formula = self.parsed(key.text, key.at, key.at.column + key.quoted, where)
        if isinstance(formula, Constant):
            return None
        path = _path(formula.node)
        if path is None:
            self.refusals.add(f"{where}: '{key.text}' is not a variable name", key.at)
            return None
        return Target(path[0], tuple(path[1]), formula)


def is_expression(scalar: Scalar) -> bool:
    return isinstance(scalar.value, str) and scalar.text.lstrip().startswith("${")


def inside(at: Position, column: int, offset: int, length: int) -> Position:
    """The place of `offset` inside an expression; the whole scalar where columns are not known."""
    return Position(at.line, column + offset, length) if column else at


def _path(node: Node) -> tuple[str, list[str | Node]] | None:
    match node:
        case Name(name=name):
            return name, []
        case Member(target=target, name=name):
            above = _path(target)
            return above and (above[0], [*above[1], name])
        case Index(target=target, index=index):
            above = _path(target)
            return above and (above[0], [*above[1], index])
        case _:
            return None
