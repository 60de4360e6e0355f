"""time, sys, events and retry."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.engine.stdlib.library import CONSTANTS, FUNCTIONS
from tests.engine.stdlib.world import START, World, call, raised, tag_raised

YEAR = 31_536_000


@pytest.mark.parametrize(
    ("arguments", "result"),
    [
        ([1720788633], "2024-07-12T12:50:33.000000Z"),
        ([1720788633, ""], "2024-07-12T12:50:33.000000Z"),
        ([1720788633, "Europe/Berlin"], "2024-07-12T14:50:33.000000+02:00"),
        ([1720788633.25, "America/Sao_Paulo"], "2024-07-12T09:50:33.250000-03:00"),
        ([1705000000, "Europe/London"], "2024-01-11T19:06:40.000000Z"),
        ([0, "Asia/Kathmandu"], "1970-01-01T05:30:00.000000+05:30"),
        ([-62135596800], "0001-01-01T00:00:00.000000Z"),
    ],
)
def test_times_are_formatted_as_in_the_reference(arguments: list[Any], result: str) -> None:
    assert call("time.format", *arguments) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("2024-05-08T12:01:00.000000Z", 1715169660.0),
        ("2024-05-08T12:01:00Z", 1715169660.0),
        ("2024-05-08t09:01:00.5-03:00", 1715169660.5),
        ("2024-05-08T12:01:00.123456789Z", 1715169660.123456),
    ],
)
def test_rfc_3339_times_are_parsed(text: str, result: float) -> None:
    assert call("time.parse", text) == result


@pytest.mark.parametrize(
    "text",
    ["2024-05-08", "2024-05-08 12:01:00Z", "2024-05-08T12:01:00", "2024-13-08T12:01:00Z",
     "2024-02-30T12:01:00Z", "2024-05-08T12:01:00+01:60", "2024-05-08T12:01:00+24:00", "",
     "2024-05-08T12:01:00.٥Z"],
)  # fmt: skip
def test_what_is_no_rfc_3339_time_is_a_value_error(text: str) -> None:
    assert tag_raised("time.parse", text) == "ValueError"


@pytest.mark.parametrize(
    ("name", "arguments", "tag"),
    [
        ("time.parse", [1715169660], "TypeError"),
        ("time.format", ["now"], "TypeError"),
        ("time.format", [0, "Mars/Olympus"], "ValueError"),
        ("time.format", [0, "../etc/passwd"], "ValueError"),
        ("time.format", [1e300], "ValueError"),
        ("time.format", [float("nan")], "ValueError"),
        ("sys.get_env", [1], "TypeError"),
        ("sys.get_env", ["X", 1], "TypeError"),
        ("sys.log", [], "TypeError"),
        ("sys.log", ["a", "INFO", "b"], "TypeError"),
        ("sys.log", [b"bytes"], "TypeError"),
        ("sys.log", [None, "INFO", [b"bytes"]], "TypeError"),
        ("sys.log", [None, "INFO", None, "no map"], "TypeError"),
        ("sys.log", ["a", "LOUD"], "ValueError"),
        ("sys.log", ["a", 3], "TypeError"),
        ("sys.sleep", ["10"], "TypeError"),
        ("sys.sleep", [-1], "ValueError"),
        ("sys.sleep", [YEAR + 1], "ValueError"),
        ("sys.sleep_until", [START], "TypeError"),
        ("sys.sleep_until", ["tomorrow"], "ValueError"),
        ("sys.sleep_until", ["2028-01-01T00:00:00Z"], "ValueError"),
        ("events.create_callback_endpoint", ["TRACE"], "ValueError"),
        ("events.await_callback", ["http://callbacks.test/1"], "TypeError"),
        ("events.await_callback", [{}], "ValueError"),
        ("events.await_callback", [{"url": "http://callbacks.test/1"}, "1"], "TypeError"),
    ],
)
def test_wrong_arguments_raise_the_tag_of_the_reference(
    name: str, arguments: list[Any], tag: str
) -> None:
    assert tag_raised(name, *arguments) == tag


@given(st.datetimes().map(lambda moment: moment.replace(microsecond=0)))
def test_what_is_formatted_is_parsed_back(moment: Any) -> None:
    text = moment.isoformat() + "Z"
    assert call("time.format", call("time.parse", text)) == f"{moment.isoformat()}.000000Z"


def test_environment_variables_have_a_default() -> None:
    assert call("sys.get_env", "GOOGLE_CLOUD_PROJECT_ID") == "hotelly-local"
    assert call("sys.get_env", "MISSING") is None
    assert call("sys.get_env", "MISSING", "fallback") == "fallback"


@pytest.mark.parametrize(
    ("named", "entry"),
    [
        ({"data": "text"}, ("text", "DEFAULT")),
        ({"data": {"a": 1}, "severity": "ERROR"}, ({"a": 1}, "ERROR")),
        ({"data": [1, 2.0]}, ("[1,2]", "DEFAULT")),
        ({"data": False}, ("false", "DEFAULT")),
        ({"text": {"a": 1}}, ('{"a":1}', "DEFAULT")),
        ({"json": {"a": 1}, "severity": "INFO"}, ({"a": 1}, "INFO")),
    ],
)
def test_sys_log_writes_maps_as_json_and_the_rest_as_text(named: Any, entry: Any) -> None:
    world = World()
    world.call("sys.log", **named)
    assert world.log.entries == [entry]


def test_sleeping_moves_the_clock_of_the_execution() -> None:
    world = World()
    world.call("sys.sleep", 3600)
    assert world.call("sys.now") == START + 3600
    world.call("sys.sleep_until", "2026-01-02T00:00:00Z")
    assert world.call("sys.now") == START + 86_400
    world.call("sys.sleep_until", "2026-01-01T12:00:00Z")
    assert world.call("sys.now") == START + 86_400


def test_a_callback_is_awaited_at_its_endpoint() -> None:
    async def scenario() -> Any:
        world = World()
        endpoint = await world.call_async("events.create_callback_endpoint")
        assert world.callbacks.methods == ["POST"]
        return await world.call_async("events.await_callback", endpoint)

    assert asyncio.run(scenario())["http_request"]["body"] == {"paid": True}


def test_a_callback_that_does_not_come_is_a_timeout_error() -> None:
    world = World()
    error = raised("events.await_callback", {"url": "http://callbacks.test/9"}, 5, world=world)
    assert error["tags"] == ["TimeoutError", "OSError"]
    assert world.clock.now() == START + 5


def test_the_default_backoff_is_the_one_of_the_reference() -> None:
    expected = {"initial_delay": 1, "max_delay": 60, "multiplier": 1.25}
    assert CONSTANTS["retry.default_backoff"] == expected
    for policy in ("http.default_retry", "http.default_retry_non_idempotent"):
        assert CONSTANTS[policy]["max_retries"] == 5
        assert CONSTANTS[policy]["backoff"] == expected
        assert (
            CONSTANTS[policy]["predicate"]
            is FUNCTIONS[policy.replace("default_retry", "default_retry_predicate")]
        )


def test_always_and_never_do_as_they_are_called() -> None:
    assert call("retry.always", "anything") is True
    assert call("retry.never", "anything") is False
