"""What Evolution's refusals mean, and where it keeps what was sent."""

from typing import Any

import pytest

from tests.functions.conftest import Phones, send_event, step
from tests.functions.test_sending import (
    SOLD_OUT,
    STAY,
    STAY_PHONE,
    event_id,
    let_pass,
    message,
    send,
)

__all__ = ["event_id"]
OTHER_PHONE = "+5547987650000"


def test_a_number_without_whatsapp_is_an_outcome(
    event_id: str, phones: Phones, connection: Any
) -> None:
    phones.account(nobody=[STAY_PHONE])
    assert step("send-message", event_id, template="sold_out")["outcome"] == "undeliverable"
    assert message(connection) == ["failed", False]


@pytest.mark.parametrize("fault", ["Error: Connection Closed", "AggregateError", "Timed Out"])
def test_a_telephone_without_connection_is_a_fault_that_passes(
    event_id: str, phones: Phones, connection: Any, fault: str
) -> None:
    phones.account(fault=fault)
    answer = send(event_id)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "whatsapp_unavailable")
    let_pass(connection)
    assert send(event_id).status_code == 503
    let_pass(connection)
    phones.account()
    assert step("send-message", event_id, template="sold_out")["outcome"] == "sent"
    assert phones.texts() == [SOLD_OUT]


def test_an_instance_that_is_missing_is_a_fault_that_passes(
    event_id: str, phones: Phones, connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVOLUTION_INSTANCE", "unknown")
    assert send(event_id).status_code == 503
    assert message(connection) == ["sending", False]


def test_a_lost_text_is_found_though_its_chat_hides_the_number(
    event_id: str, phones: Phones, connection: Any
) -> None:
    phones.account(lids={STAY_PHONE: "216000000000001"})
    phones.fail(lose=1)
    assert send(event_id).status_code == 503
    let_pass(connection)
    assert step("send-message", event_id, template="sold_out")["outcome"] == "sent"
    assert phones.texts() == [SOLD_OUT]


def test_the_same_words_to_another_hidden_guest_are_not_taken_for_a_lost_text(
    event_id: str, phones: Phones, connection: Any
) -> None:
    phones.account(lids={STAY_PHONE: "216000000000001", OTHER_PHONE: "216000000000002"})
    other = {**STAY, "guest": {"name": "Zilda Outra", "phone": OTHER_PHONE}}
    step(
        "send-message",
        send_event("hold_requested", other, property_id="farol"),
        template="sold_out",
    )
    phones.fail(refuse=1)
    assert send(event_id).status_code == 503
    let_pass(connection)
    assert step("send-message", event_id, template="sold_out")["outcome"] == "sent"
    assert phones.texts() == [SOLD_OUT, SOLD_OUT]
