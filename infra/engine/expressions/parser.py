"""Text to tree, by precedence climbing (Pratt, "Top Down Operator Precedence", 1973)."""

from __future__ import annotations

from infra.engine.expressions.lexer import ExpressionError, Token, tokens
from infra.engine.expressions.nodes import (
    NEGATION,
    NOT,
    PRECEDENCE,
    Binary,
    Call,
    Index,
    ListOf,
    Literal,
    Member,
    Name,
    Node,
    Unary,
    children,
    dotted_name,
)
from infra.engine.values.values import INT_MAX

_DEEPEST = 50
"""levels of brackets and prefixes; keeps a hostile expression from exhausting Python's stack"""


def parse(text: str) -> Node:
    """The tree of the expression `text` (without `${` and `}`). Raises ExpressionError."""
    parser = _Parser(tokens(text))
    node = parser.expression(0)
    parser.expect("end")
    _refuse_wide_integers(node)
    return node


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.position = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        token = self.token
        self.position += 1
        return token

    def expect(self, kind: str) -> Token:
        if self.token.kind != kind:
            wanted = "the end of the expression" if kind == "end" else f"'{kind}'"
            raise _unexpected(self.token, wanted)
        return self.take() if kind != "end" else self.token

    def expression(self, loosest: int) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ExpressionError(f"nested deeper than {_DEEPEST} levels", self.token.at)
        left = self.prefix()
        while PRECEDENCE.get(self.token.kind, -1) >= max(loosest, 1):
            operator = self.take()
            right = self.expression(PRECEDENCE[operator.kind] + 1)
            left = Binary(operator.kind, left, right, operator.at)
        self.depth -= 1
        return left

    def prefix(self) -> Node:
        if self.token.kind == "not":
            at = self.take().at
            return Unary("not", self.expression(NOT), at)
        if self.token.kind == "-":
            at = self.take().at
            return _negated(self.expression(NEGATION), at)
        return self.postfix(self.primary())

    def primary(self) -> Node:
        token = self.take()
        match token.kind:
            case "literal":
                return Literal(token.value, token.at)
            case "name":
                return Name(token.text, token.at)
            case "(":
                inside = self.expression(0)
                self.expect(")")
                return inside
            case "[":
                return ListOf(self.items("]"), token.at)
            case _:
                raise _unexpected(token, "a value")

    def postfix(self, node: Node) -> Node:
        while True:
            match self.token.kind:
                case ".":
                    node = Member(node, self.member_name(), self.token.at)
                case "[":
                    at = self.take().at
                    node = Index(node, self.expression(0), at)
                    self.expect("]")
                case "(":
                    node = self.call(node)
                case _:
                    return node

    def member_name(self) -> str:
        self.expect(".")
        token = self.take()
        # `not`, `in`, `null` and their like are fine as names of members
        if not (token.text[:1].isalpha() or token.text[:1] == "_"):
            raise _unexpected(token, "a name")
        return token.text

    def call(self, callee: Node) -> Node:
        at = self.take().at
        name = dotted_name(callee)
        if name is None:
            raise ExpressionError("only a function can be called", at)
        return Call(
            name, self.items(")"), callee.at if isinstance(callee, Name) else _start(callee)
        )

    def items(self, closing: str) -> tuple[Node, ...]:
        found: list[Node] = []
        while self.token.kind != closing:
            if found:
                self.expect(",")
            found.append(self.expression(0))
        self.take()
        return tuple(found)


def _negated(node: Node, at: int) -> Node:
    """A minus and a number make one negative number: the smallest integer can be written."""
    if isinstance(node, Literal) and type(node.value) in (int, float) and node.value >= 0:
        return Literal(-node.value, at)
    return Unary("-", node, at)


def _refuse_wide_integers(node: Node) -> None:
    if isinstance(node, Literal) and type(node.value) is int and node.value > INT_MAX:
        raise ExpressionError(f"{node.value} does not fit in a 64-bit integer", node.at)
    for child in children(node):
        _refuse_wide_integers(child)


def _start(node: Node) -> int:
    while isinstance(node, (Member, Index)):
        node = node.target
    return node.at


def _unexpected(token: Token, wanted: str) -> ExpressionError:
    found = "the end of the expression" if token.kind == "end" else f"'{token.text}'"
    return ExpressionError(f"expected {wanted}, found {found}", token.at, max(1, len(token.text)))
