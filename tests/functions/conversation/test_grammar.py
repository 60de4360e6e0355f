"""Patterns over signs, and the short cut past those that cannot be found."""

import re

import pytest
from hotelly.conversation.understanding.grammar import Line, made, pattern, rewrite
from hotelly.conversation.understanding.needs import needed_signs
from hypothesis import example, given
from hypothesis import strategies as st

CHARACTERS = "abc"


@pytest.mark.parametrize(
    ("wanted", "needed"),
    [
        ("a", "a"),
        ("ab?", "a"),
        ("a?[bc]", "bc"),
        ("a|b", "ab"),
        ("a|b?", None),
        ("(?P<x>a|b)c", "c"),
        ("(ab|cc?)", "ac"),
        ("(a){0,2}b", "b"),
        ("(a){1,2}b+", "a"),
        ("a*", None),
        ("(?=a)b", "b"),
        ("(?!a)(?<!c)b", "b"),
        ("^.a$", "a"),
        ("((a)|(b(c)))?", None),
    ],
)
def test_a_pattern_needs_one_sign_of_its_scarcest_part(wanted: str, needed: str | None) -> None:
    assert needed_signs(wanted) == (None if needed is None else frozenset(needed))


_atoms = st.sampled_from(["a", "b", "c", "[ab]", "[bc]", ".", "(?=a)", "(?!b)", "(?<!c)"])
_quantifiers = st.sampled_from(["", "", "?", "*", "+", "{0,2}", "{1,2}"])
_parts = st.builds(lambda atom, q: atom + (q if atom[:2] != "(?" else ""), _atoms, _quantifiers)
_sequences = st.lists(_parts, min_size=1, max_size=4).map("".join)
_patterns = st.recursive(
    _sequences,
    lambda inner: st.builds(
        lambda one, other, q: f"({one}|{other}){q}{one}", inner, inner, st.sampled_from(["", "?"])
    ),
    max_leaves=5,
)


@given(_patterns, st.text(CHARACTERS, max_size=8))
@example("(a|b)?c", "c")
def test_no_pattern_is_passed_over_where_it_would_be_found(wanted: str, text: str) -> None:
    needed = needed_signs(wanted)
    if re.search(wanted, text):
        assert needed is None or needed & set(text)


def test_a_rule_puts_what_it_makes_in_the_place_of_what_it_found() -> None:
    line = Line.of([made("chegar"), made("day", 10), made("a"), made("day", 12)])
    rules = [
        (pattern("(?P<one>DAY) a (?P<two>DAY)"), lambda found: made("span", found.value("two")))
    ]
    assert [token.word for token in rewrite(line, rules).tokens] == ["chegar", "span"]
    assert rewrite(line, rules).tokens[1].value == 12


def test_a_rule_that_answers_nothing_leaves_the_words_as_they_are() -> None:
    line = Line.of([made("day", 40)])
    assert rewrite(line, [(pattern("DAY"), lambda _: None)]) == line
