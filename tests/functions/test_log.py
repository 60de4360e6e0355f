"""Nothing reaches the log but what the allow-list names."""

import json
from typing import Any

import pytest
from hotelly import log
from werkzeug.datastructures import Headers

TRACE = "0af7651916cd43dd8448eb211c80319c"


def written(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    [line] = capsys.readouterr().out.splitlines()
    entry: dict[str, Any] = json.loads(line)
    return entry


def test_fields_that_are_not_listed_are_dropped_and_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log.begin(Headers())
    log.warning("sold", hold_id="h1", name="Zilda Quaresma", phone="+5511987654321")
    assert written(capsys) == {
        "severity": "WARNING",
        "message": "sold",
        "hold_id": "h1",
        "dropped_fields": 2,
    }


@pytest.mark.parametrize("value", [{"name": "Zilda"}, ["Zilda"], b"Zilda", "x" * 5000])
def test_a_listed_field_takes_no_structures_and_no_long_texts(
    capsys: pytest.CaptureFixture[str], value: Any
) -> None:
    log.begin(Headers())
    log.warning("sold", hold_id=value)
    assert written(capsys) == {"severity": "WARNING", "message": "sold", "dropped_fields": 1}


def test_a_text_that_is_no_unicode_is_written_too(capsys: pytest.CaptureFixture[str]) -> None:
    log.begin(Headers())
    log.warning("refused", paths="payload.\ud800")
    assert written(capsys)["paths"] == "payload.\ud800"


def test_an_exception_is_told_by_type_and_place_and_never_by_its_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log.begin(Headers())
    try:
        int("Zilda Quaresma")
    except ValueError as error:
        log.exception("failed", error)
    entry = written(capsys)
    assert entry["error_type"] == "ValueError"
    assert entry["stack_trace"].startswith("Traceback (most recent call last):\n")
    assert "in test_an_exception_is_told" in entry["stack_trace"]
    assert "Zilda" not in json.dumps(entry)


@pytest.mark.parametrize(
    "headers",
    [
        {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"},
        {"X-Cloud-Trace-Context": f"{TRACE}/123;o=1"},
        {"traceparent": "nonsense", "X-Cloud-Trace-Context": TRACE},
    ],
)
def test_lines_of_one_request_are_found_by_its_trace(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "test-project")
    log.begin(Headers(headers), function="convert")
    log.bind(event_id="e1")
    log.warning("x")
    assert written(capsys) == {
        "severity": "WARNING",
        "message": "x",
        "logging.googleapis.com/trace": f"projects/test-project/traces/{TRACE}",
        "function": "convert",
        "event_id": "e1",
    }


def test_the_next_request_knows_nothing_of_the_last(capsys: pytest.CaptureFixture[str]) -> None:
    log.begin(Headers(), event_id="e1")
    log.begin(Headers())
    log.warning("x")
    assert "event_id" not in written(capsys)
