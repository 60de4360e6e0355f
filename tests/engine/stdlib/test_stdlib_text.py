from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.engine.values.errors import ResourceLimitError, WorkflowError
from tests.engine.stdlib.world import call, raised, tag_raised


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("text.decode", [b"Hello"], "Hello"),
        ("text.decode", [b"ol\xe1", "iso-8859-1"], "olá"),
        ("text.decode", [b"\xff!"], "�!"),
        ("text.encode", ["olá"], "olá".encode()),
        ("text.encode", ["olá", "ISO-8859-1"], b"ol\xe1"),
        ("text.find_all", ["banana", "ana"], [1]),
        ("text.find_all", ["ab", ""], [0, 1, 2]),
        ("text.find_all", ["a.b", "."], [1]),
        ("text.find_all_regex", ["x1y22", "[0-9]+"], [{"index": 1, "match": "1"},
                                                       {"index": 3, "match": "22"}]),
        ("text.find_all_regex", ["é1", "1"], [{"index": 1, "match": "1"}]),
        ("text.find_all_regex", ["none", "[0-9]"], []),
        ("text.match_regex", ["room 12", "[0-9]+"], True),
        ("text.match_regex", ["room 12", "^[0-9]+$"], False),
        ("text.replace_all", ["a.b.c", ".", "-"], "a-b-c"),
        ("text.replace_all", ["ab", "", "-"], "-a-b-"),
        ("text.replace_all_regex", ["one two", "one|two", "three"], "three three"),
        ("text.replace_all_regex", ["ab", "(a)", r"\1$1"], r"\1$1b"),
        ("text.replace_all_regex", ["aé", "", "-"], "-a-é-"),
        ("text.replace_all_regex", ["baac", "a*", "x"], "xbxcx"),
        ("text.split", ["a,b,,c", ","], ["a", "b", "", "c"]),
        ("text.split", ["", ","], [""]),
        ("text.substring", ["Hello", 1, 3], "el"),
        ("text.substring", ["é😀x", 1, 2], "😀"),
        ("text.substring", ["Hello", 5, 5], ""),
        ("text.substring", ["Hello", 3, 1], ""),
        ("text.substring", ["Hello", -2, 6], "lo"),
        ("text.to_lower", ["ÁB"], "áb"),
        ("text.to_upper", ["áb"], "ÁB"),
        ("text.url_decode", ["a+b%20c%C3%A9"], "a b cé"),
        ("text.url_encode", ["a b/é~-_."], "a%20b%2F%C3%A9%7E-_."),
        ("text.url_encode_plus", ["a b/é~"], "a+b%2F%C3%A9%7E"),
    ],
)  # fmt: skip
def test_text_functions_give_what_the_reference_says(
    name: str, arguments: list[Any], result: Any
) -> None:
    assert call(name, *arguments) == result


def test_the_longest_of_the_leftmost_matches_is_taken() -> None:
    assert call("text.find_all_regex", "xabc", "a|ab|abc") == [{"index": 1, "match": "abc"}]


@pytest.mark.parametrize(
    ("name", "arguments", "tag"),
    [
        ("text.decode", ["text"], "TypeError"),
        ("text.decode", [b"", "klingon"], "ValueError"),
        ("text.decode", [b"", "hex"], "ValueError"),
        ("text.decode", [b"+2AA-", "utf-7"], "ValueError"),
        ("text.decode", [b"", "unicode_escape"], "ValueError"),
        ("text.decode", [b"", "utf\0"], "ValueError"),
        ("text.encode", ["é", "US-ASCII"], "ValueError"),
        ("text.find_all_regex", ["x", "("], "ValueError"),
        ("text.match_regex", ["x", "(?=look)"], "ValueError"),
        ("text.match_regex", [1, "x"], "TypeError"),
        ("text.replace_all", ["x", "x", 1], "TypeError"),
        ("text.replace_all_regex", ["x", r"(x)\1", ""], "ValueError"),
        ("text.split", ["x", None], "TypeError"),
        ("text.split", ["aé", ""], "ValueError"),
        ("text.substring", ["Hello", 0.0, 6], "TypeError"),
        ("text.url_decode", ["100%"], "ValueError"),
        ("text.url_decode", ["%zz"], "ValueError"),
        ("text.url_encode", [None], "TypeError"),
    ],
)
def test_wrong_text_raises_the_tag_of_the_reference(
    name: str, arguments: list[Any], tag: str
) -> None:
    assert tag_raised(name, *arguments) == tag


def test_an_invalid_regular_expression_is_explained() -> None:
    assert "missing )" in raised("text.match_regex", "x", "(")["message"]


@pytest.mark.parametrize("name", ["text.replace_all", "text.replace_all_regex"])
def test_a_replacement_that_would_fill_the_memory_ends_the_execution(name: str) -> None:
    with pytest.raises(ResourceLimitError):
        call(name, "x" * 200_000, "", "y" * 200_000)


@given(st.text())
def test_url_encoding_is_undone_by_decoding(text: str) -> None:
    assert call("text.url_decode", call("text.url_encode", text)) == text
    assert call("text.url_decode", call("text.url_encode_plus", text)) == text


@given(st.text(max_size=20), st.text(max_size=8), st.text(max_size=3))
def test_any_regular_expression_is_applied_or_refused(source: str, regexp: str, repl: str) -> None:
    try:
        found = call("text.find_all_regex", source, regexp)
    except WorkflowError:
        assert tag_raised("text.match_regex", source, regexp) == "ValueError"
        return
    assert all(source[m["index"] :].startswith(m["match"]) for m in found)
    replaced = call("text.replace_all_regex", source, regexp, repl)
    lost = sum(len(m["match"]) for m in found)
    assert len(replaced) == len(source) - lost + len(found) * len(repl)
    assert call("text.match_regex", source, regexp) == bool(found)
