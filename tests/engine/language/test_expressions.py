"""The expression language: reading, printing, evaluating."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.engine.expressions.lexer import ExpressionError
from infra.engine.expressions.nodes import Call, Node, children
from infra.engine.expressions.parser import parse
from infra.engine.language.scopes import Layout, Scope
from infra.engine.limits import Limits
from infra.engine.runtime.expressions import Names, compiled
from infra.engine.runtime.frame import Frame, Run
from infra.engine.runtime.history import History
from infra.engine.stubs import context_for
from infra.engine.values.errors import WorkflowError
from infra.engine.world.clock import VirtualClock
from tests.engine.language.grammar import Refused, closed_trees, trees, value_of

_SCRAPS = ["${", "(", ")", "[", "]", '"', "\\", "not ", "-", "1e", "9" * 20, ".", "in", "//", "é"]


def evaluate(node: Node) -> Any:
    names = Names(Scope(Layout()), {})
    return compiled(node, names)(Frame(0, _no_run(), None, 0))


def _no_run() -> Run:
    clock = VirtualClock()
    return Run(context_for(clock), History(False, clock), Limits())


def shape(node: Node) -> Any:
    """The tree without positions."""
    own = type(node).__name__, *(getattr(node, f, None) for f in ("name", "function", "operator"))
    value = getattr(node, "value", None)
    return (*own, type(value).__name__, repr(value), tuple(map(shape, children(node))))


@given(trees())
def test_a_printed_expression_parses_to_the_same_tree(node: Node) -> None:
    assert shape(parse(str(node))) == shape(node)


@given(st.text(max_size=60) | st.lists(st.sampled_from(_SCRAPS), max_size=80).map("".join))
def test_parsing_anything_gives_a_tree_or_an_error_with_a_position(text: str) -> None:
    error = syntax_error(text)
    assert error is None or (0 <= error.at <= len(text) and error.message)


def syntax_error(text: str) -> ExpressionError | None:
    try:
        parse(text)
    except ExpressionError as error:
        return error
    return None


@given(closed_trees())
def test_evaluation_agrees_with_an_independent_reading(node: Node) -> None:
    assert outcome(evaluate, node) == outcome(value_of, node)


def outcome(evaluator: Callable[[Node], Any], node: Node) -> tuple[str, Any]:
    """(type, value), or what was raised."""
    try:
        value = evaluator(node)
    except Refused as refused:
        return "raised", str(refused)
    except WorkflowError as error:
        return "raised", error.value["tags"][0]
    return type(value).__name__, value


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("1 + 2 * 3", "1 + (2 * 3)"),
        ("1 - 2 - 3", "(1 - 2) - 3"),
        ("not a == b", "(not a) == b"),
        ("not a.b", "not (a.b)"),
        ("-a * b", "(-a) * b"),
        ("a or b and c", "a or (b and c)"),
        ("a < b and c in d", "(a < b) and (c in d)"),
        ("1 < 2 == true", "(1 < 2) == true"),
        ("not a and b", "(not a) and b"),
    ],
)
def test_operators_bind_in_googles_order(text: str, grouped: str) -> None:
    assert shape(parse(text)) == shape(parse(grouped))


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("1 +", 3, "found the end of the expression"),
        ("a b", 2, "found 'b'"),
        ("[1, 2", 5, "expected ','"),
        ("f(1", 3, "expected ','"),
        ("a..b", 2, "expected a name"),
        ("'text", 0, "does not end"),
        ('"text', 0, "does not end"),
        ("a ? b : c", 2, "token recognition error"),
        ("And(true)", 0, None),
        ("9223372036854775808", 0, "64-bit"),
        ('"\\q"', 1, "unknown escape"),
        ("(1)(2)", 3, "only a function"),
        ("1e999", 0, "double"),
        ('"\\ud800"', 1, "surrogate"),
    ],
)
def test_syntax_errors_point_at_the_offending_word(text: str, at: int, message: str | None) -> None:
    if message is None:
        assert isinstance(parse(text), Call)
        return
    with pytest.raises(ExpressionError) as raised:
        parse(text)
    assert message in raised.value.message
    assert raised.value.at == at


def test_the_smallest_integer_can_be_written() -> None:
    assert evaluate(parse("-9223372036854775808")) == -(2**63)


def test_words_of_the_language_may_be_members() -> None:
    assert str(parse("a.not.in.null")) == "a.not.in.null"


def test_deep_nesting_is_refused_and_not_a_crash() -> None:
    with pytest.raises(ExpressionError, match="nested"):
        parse("(" * 300 + "1" + ")" * 300)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"a" + 1', "a1"),
        ('1.50 + "a"', "1.5a"),
        ('"" + 2.0', "2"),
        ('true + "!"', "true!"),
        ("2 + 0.5", 2.5),
        ("7 / 2", 3.5),
        ("-7 // 2", -4),
        ("-7 % 3", 2),
        ("1 == 1.0", True),
        ("null == 3", False),
        ("null == null", True),
        ("[1, [2]] == [1.0, [2]]", True),
        ("1 in [true]", False),
        ("false and 1 / 0 > 1", False),
        ("TRUE or false", True),
        ('"\\u00e9\\n"', "é\n"),
        ('"\\ud83d\\ude00"', "😀"),
    ],
)
def test_values(text: str, value: Any) -> None:
    found = evaluate(parse(text))
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("9223372036854775807 + 1", "ValueError: the result of the arithmetic overflows 64 bits"),
        ("-9223372036854775808 - 1", "ValueError: the result of the arithmetic overflows 64 bits"),
        ("1e308 * 10", "ValueError: the result of the arithmetic overflows 64 bits"),
        ("[1] + 1", "TypeError: unsupported operand types for +: 'list' and 'int'"),
        ('"a" < "b"', "TypeError: unsupported operand types for <: 'string' and 'string'"),
        ('1 == "1"', "TypeError: unsupported operand types for ==: 'int' and 'string'"),
        ("1.5 // 1", "TypeError: unsupported operand types for //: 'double' and 'int'"),
        ("not null", "TypeError: unsupported operand type for not: 'null' (expecting boolean)"),
        ("1 in null", "The argument of 'in' must be a dict or an array; got: null"),
        ("1 % 0", "ZeroDivisionError: division by zero"),
        ("[1][1]", "IndexError: index out of range: 1 (length 1)"),
        ("[1][-1]", "IndexError: index out of range: -1 (length 1)"),
        ("[1].k", "TypeError: 'list' has no key 'k' (expecting dict)"),
    ],
)
def test_errors_say_what_was_wrong_with_which_types(text: str, message: str) -> None:
    with pytest.raises(WorkflowError) as raised:
        evaluate(parse(text))
    assert raised.value.value["message"] == message
