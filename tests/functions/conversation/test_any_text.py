"""Whatever a guest sends, the parser answers soon, the same each time, and what makes sense."""

import time
from dataclasses import fields
from datetime import date, timedelta

import pytest
from hotelly.conversation.understanding import Known, Meaning, Option, understand
from hotelly.conversation.understanding.lexicon import NUMBERS, spellings
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.functions.conversation.phrase import read_phrases

TODAY = date(2026, 11, 12)
TEXTS = [phrase.text for phrase in read_phrases()]
WORDS = sorted({word for text in TEXTS for word in text.split()})
ASKED = (
    *("check_in", "check_out", "nights", "adults", "children", "child_ages", "rooms", "room_type"),
    *("confirm", "option", "cancel_confirm", "what nobody knows", None),
)
SECONDS = 0.5
"""of its own time, for the longest message"""

phrases = st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=40).map(" ".join)
days = st.dates(date(2020, 1, 1), date(2090, 1, 1))
known = st.builds(
    Known,
    check_in=st.none() | days,
    check_out=st.none() | days,
    adults=st.none() | st.integers(0, 20),
    asked=st.sampled_from(ASKED),
    has_booking=st.booleans(),
    options=st.just((Option(1, "casal", 320), Option(2, "suite", 450), Option(3))),
)


@settings(max_examples=150, deadline=None)
@given(phrases | st.text(max_size=200), days, known)
def test_no_text_breaks_it_and_every_meaning_makes_sense(
    text: str, today: date, known: Known
) -> None:
    meaning = understand(text, today, known)
    assert meaning == understand(text, today, known)
    assert_makes_sense(meaning, today, known)


def assert_makes_sense(meaning: Meaning, today: date, known: Known) -> None:
    start = meaning.check_in or known.check_in
    if meaning.check_in and meaning.check_out:
        assert meaning.check_in < meaning.check_out < meaning.check_in + timedelta(days=1000)
    elif meaning.check_out and start and not known.check_out:
        assert meaning.check_out > start
    assert meaning.nights is None or meaning.nights > 0
    assert all(age < 18 for age in meaning.child_ages or ())
    stated = {f.name for f in fields(meaning) if getattr(meaning, f.name) not in (None, ())}
    assert not stated & set(meaning.ambiguous)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 4000,
        "10 a " * 800,
        "1 " * 2000,
        "e 2 e 3 de " * 360,
        "sexta, " * 600,
        "filhos de 3, 4 e 5 e " * 190,
        "eu e minha mãe e " * 230,
        "nao nao " * 500,
        "😀" * 4000,
        "\u200b\u202e" * 2000,
        "(" * 4000,
        "10/" * 1300,
        "9" * 4000,
        "se eu puder " * 330,
        "ﬃ" * 4000,
    ],
    ids=lambda text: repr(text[:20]),
)
def test_the_longest_message_is_read_soon(text: str) -> None:
    started = time.process_time()
    understand(text[:4000], TODAY)
    assert time.process_time() - started < SECONDS


def test_nothing_invisible_and_no_form_of_writing_changes_the_meaning() -> None:
    plain = understand("sábado a terça, 2 adultos", TODAY)
    for text in (
        "sa\u0301bado a terc\u0327a, 2 adultos",
        "\u202dsábado\u202c a ter\u00adça\u200b, 2\ufe0f adultos",
        "ＳＡＢＡＤＯ A TERÇA, ２ ADULTOS",
        "  sábado   a\tterça ,2 adultos  ",
    ):
        assert understand(text, TODAY) == plain


def test_no_spelling_stands_under_two_lemmas() -> None:
    lemmas: dict[str, str] = {}
    for spelling, lemma in spellings():
        assert lemmas.setdefault(spelling, lemma) == lemma
    assert not NUMBERS.keys() & lemmas.keys()
