"""What follows when a guest wrote: a reply, a hold with its link, a cancellation, or nothing."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.workflows.functions_stub import Answer, Functions
from tests.workflows.ingesting import ingest

WAITS = {"outcome": "awaits_answer", "wait_seconds": 4}
CANCELS = {"cancel_event_id": "e2", "hold_id": "h1"}
HOLDS = {"hold_event_id": "e3"}


def chat(turn: Mapping[str, Any], **answers: Answer) -> Functions:
    decided = {"correlation_id": "c1", **turn}
    run, functions = ingest(
        "message_received",
        save_message=WAITS,
        converse=decided,
        send_message={"outcome": "sent"},
        **answers,
    )
    assert run.result["outcome"] == turn["outcome"]
    return functions


def test_a_reply_is_sent_as_the_last_step() -> None:
    functions = chat({"outcome": "replied"})
    assert functions.names == ["save-message", "converse", "send-message"]
    assert functions.bodies("send-message")[0]["template"] == "reply"


@pytest.mark.parametrize("outcome", ["superseded", "with_person", "nothing", "silent"])
def test_nothing_follows_a_turn_that_says_nothing(outcome: str) -> None:
    names = chat({"outcome": outcome}).names
    assert [name for name in names if name != "finish-event"] == ["save-message", "converse"]


def test_a_hold_is_made_and_its_link_sent_as_an_event_of_its_own() -> None:
    functions = chat(
        {"outcome": "hold", **HOLDS},
        create_hold={"outcome": "held", "hold_id": "h2"},
        create_checkout={"outcome": "open"},
    )
    assert functions.bodies("create-hold") == [{"event_id": "e3", "correlation_id": "c1"}]
    assert functions.bodies("send-message")[0]["template"] == "payment_link"


def test_a_change_gives_the_old_rooms_back_first_and_tells_of_the_new_ones_alone() -> None:
    functions = chat(
        {"outcome": "change", **CANCELS, **HOLDS},
        close_checkout={"outcome": "closed"},
        cancel={"outcome": "replaced", "hold_id": "h1"},
        create_hold={"outcome": "held", "hold_id": "h2"},
        create_checkout={"outcome": "open"},
    )
    assert functions.names.index("cancel") < functions.names.index("create-hold")
    assert [body["template"] for body in functions.bodies("send-message")] == ["payment_link"]


def test_a_change_of_what_was_paid_meanwhile_holds_nothing_more() -> None:
    functions = chat(
        {"outcome": "change", **CANCELS, **HOLDS},
        close_checkout={"outcome": "complete"},
        cancel={"outcome": "paid_meanwhile", "hold_id": "h1"},
    )
    assert "create-hold" not in functions.names
    assert [body["template"] for body in functions.bodies("send-message")] == ["change_by_person"]
    assert {body["event_id"] for body in functions.bodies("finish-event")} == {"e3"}
