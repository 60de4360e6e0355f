"""Guests' phrases and their meaning: a line of phrases.txt is a test."""

import json

import pytest
from hotelly.conversation.understanding import understand
from hotelly.conversation.understanding.cases import main

from tests.functions.conversation.phrase import Phrase, read_phrases

PHRASES = list(read_phrases())


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: f"{phrase.line}: {phrase.text}")
def test_a_phrase_means_what_its_line_says(phrase: Phrase) -> None:
    assert phrase.faults(understand(phrase.text, phrase.today, phrase.known)) == []


def test_the_command_prints_one_prediction_a_line(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = tmp_path_factory.mktemp("cases") / "cases.jsonl"
    case = {"id": "p1", "today": "2026-11-12", "context": {"asked": None}}
    lines = [json.dumps(case | {"text": "10 a 12/3, casal"}), "", json.dumps(case | {"text": "oi"})]
    cases.write_text("\n".join(lines), encoding="utf-8")
    assert main([str(cases)]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {
        "id": "p1",
        "check_in": "2027-03-10",
        "check_out": "2027-03-12",
        "nights": None,
        "adults": 2,
        "children": None,
        "child_ages": None,
        "rooms": None,
        "room_type": None,
        "intent": "book",
        "ambiguous": [],
    }
    assert second["intent"] == "greeting"


@pytest.mark.parametrize("line", ["no JSON", "{}", '{"id": 1, "today": "x", "text": "oi"}', "[]"])
def test_the_command_refuses_what_is_no_case(
    line: str, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = tmp_path_factory.mktemp("cases") / "cases.jsonl"
    cases.write_text(line)
    assert main([str(cases)]) == 1
    assert "a case is incomplete or no JSON" in capsys.readouterr().err
