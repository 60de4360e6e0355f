"""What follows when a guest wrote: a reply, a hold with its link, a cancellation, or nothing."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.workflows.functions_stub import Answer, Functions, error
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


def test_staff_hear_of_a_guest_who_wants_a_person_after_the_guest_is_answered() -> None:
    functions = chat({"outcome": "replied", "task_event_id": "task-1"})
    told = [(body["event_id"], body["template"]) for body in functions.bodies("send-message")]
    assert told == [("e1", "reply"), ("task-1", "task_opened")]


def test_a_guest_is_answered_though_staff_cannot_be_told_now() -> None:
    def send(body: Mapping[str, Any]) -> Any:
        return error(400, "missing") if body["template"] == "task_opened" else {"outcome": "sent"}

    run, _ = ingest(
        "message_received",
        save_message=WAITS,
        converse={"outcome": "replied", "correlation_id": "c1", "task_event_id": "task-1"},
        send_message=send,
    )
    assert run.result["message"] == "sent"


def test_a_task_of_any_other_event_is_told_by_an_event_of_its_own() -> None:
    _, functions = ingest("task_opened", send_message={"outcome": "sent"})
    assert [body["template"] for body in functions.bodies("send-message")] == ["task_opened"]


@pytest.mark.parametrize(
    "outcome", ["superseded", "with_person", "from_staff", "nothing", "silent"]
)
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
