"""No regular expression of the code goes back and forth over a hostile text: twice the text takes
about twice the time, wherever the expression may begin.

Read are the expressions that are written out in `re.…("…")`, and those of the grammar of guests'
messages. What pydantic matches has no backtracking.
"""

import ast
import gc
import importlib
import itertools
import pkgutil
import re
import time
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Final

import pytest
from hotelly.conversation import understanding
from hotelly.conversation.understanding.grammar import Wanted

ROOT: Final = Path(__file__).parents[2]
USUAL: Final = "a1 -.@[\n"
"""with the characters of the expression itself: what a hostile text is made of"""
MOST_CHARACTERS: Final = 10
SHORT: Final = 20
"""characters; what takes its time already then is tried no further"""
LENGTH: Final = 2_000
SUSPICIOUS: Final = 0.0015
"""seconds for a text of LENGTH; far more than it takes to read it once"""


def written() -> Iterator[tuple[str, re.Pattern[str]]]:
    """(place, expression)"""
    for path in sorted([*ROOT.glob("functions/**/*.py"), *ROOT.glob("infra/**/*.py")]):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and (found := expression_of(node)) is not None:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", found


def expression_of(node: ast.Call) -> re.Pattern[str] | None:
    function = node.func
    if not (isinstance(function, ast.Attribute) and ast.unparse(function.value) == "re"):
        return None
    if not (node.args and isinstance(node.args[0], ast.Constant)):
        return None
    given = [*node.args[1:], *(keyword.value for keyword in node.keywords)]
    parts = [part for each in given for part in ast.walk(each)]
    names = [part.attr for part in parts if isinstance(part, ast.Attribute)]
    return re.compile(str(node.args[0].value), sum(getattr(re, name, 0) for name in names))


def of_the_grammar() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in pkgutil.walk_packages(understanding.__path__, f"{understanding.__name__}."):
        importlib.import_module(module.name)
    wanted = [each for each in gc.get_objects() if isinstance(each, Wanted)]
    for pattern in set(map(attrgetter("search.__self__"), wanted)):
        yield "the grammar", pattern


def hostile_texts(pattern: str, length: int) -> Iterator[str]:
    """Of one character, of two in turn, and of one before another, with an end that fits none."""
    own = [mark for mark in dict.fromkeys(pattern) if mark not in r"\()|*?{}^$"]
    marks = list(dict.fromkeys([*USUAL, *own]))[:MOST_CHARACTERS]
    for mark in marks:
        yield mark * length + "\x00"
    for one, other in itertools.permutations(marks, 2):
        yield (one + other) * (length // 2) + "\x00"
        yield one + other * length + "\x00"


def seconds(expression: re.Pattern[str], text: str) -> float:
    def once() -> float:
        started = time.thread_time()
        expression.fullmatch(text)
        for _ in expression.finditer(text):
            pass
        return time.thread_time() - started

    first = once()
    return first if first <= SUSPICIOUS else min(first, once(), once())


def goes_back_and_forth(expression: re.Pattern[str]) -> str | None:
    """The beginning of a text over which it does."""
    for text in hostile_texts(expression.pattern, SHORT):
        if seconds(expression, text) > SUSPICIOUS:
            return text
    for number, text in enumerate(hostile_texts(expression.pattern, LENGTH)):
        if seconds(expression, text) > SUSPICIOUS:
            half, whole = (
                next(itertools.islice(hostile_texts(expression.pattern, size), number, None))
                for size in (LENGTH, 2 * LENGTH)
            )
            if seconds(expression, whole) > 3 * seconds(expression, half):
                return text[:20]
    return None


def repeats(pattern: str) -> bool:
    return re.search(r"[*+]|\{\d*,\}", pattern) is not None


def test_no_expression_goes_back_and_forth_over_a_hostile_text() -> None:
    found = [
        (place, expression.pattern, text)
        for place, expression in [*written(), *of_the_grammar()]
        if repeats(expression.pattern) and (text := goes_back_and_forth(expression)) is not None
    ]
    assert found == []


@pytest.mark.parametrize("pattern", [r"(a+)+$", r" ?\d+$", r"\S+@\S+", r"x(a|a)*y"])
def test_one_that_does_is_found(pattern: str) -> None:
    assert goes_back_and_forth(re.compile(pattern)) is not None
