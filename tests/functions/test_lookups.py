"""Stripe fails, forgets to tell, or is faster than we are: it is asked until it answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hotelly.booking import checkout, stripe_sessions

from tests.functions.bookings import (
    held,
    inventory,
    pay,
    payment_event,
    request_hold,
    session,
    settle_pix,
)
from tests.functions.conftest import post, send_event, step

LATER = (datetime.now(UTC) + timedelta(days=2)).isoformat()


def test_a_failure_that_stripe_keeps_under_a_key_is_outlasted_by_another_key(
    hotel: str, connection: Any
) -> None:
    event_id = request_hold()
    step("create-hold", event_id)
    httpx.put(f"{hotel}/_control/faults", json={"fail": 2}).raise_for_status()
    for _ in range(2):
        assert post("create-checkout", {"event_id": event_id}).status_code == 503
    session_id = step("create-checkout", event_id)["session_id"]
    assert session(hotel, session_id)["status"] == "open"


def test_a_changed_parameter_does_not_stick_to_the_key(
    hotel: str, connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_id, _, session_id = held()
    cursor = connection.cursor()
    cursor.execute("delete from event_steps where step = 'record_checkout'")
    cursor.execute("update payments set provider_object_id = null, checkout_url = null")
    monkeypatch.setenv("CHECKOUT_RETURN_URL", "https://elsewhere.example/")
    assert step("create-checkout", event_id)["session_id"] != session_id


def test_a_session_made_while_its_hold_was_cancelled_is_closed_at_once(
    hotel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_id = request_hold()
    hold_id = step("create-hold", event_id)["hold_id"]

    def create_too_late(*given: Any) -> Any:
        made = stripe_sessions.create_session(*given)
        assert post("close-checkout", {"hold_id": hold_id}).get_json()["outcome"] == "none"
        step("cancel", send_event("hold_cancelled", {"hold_id": hold_id}))
        return made

    monkeypatch.setattr(checkout, "create_session", create_too_late)
    answer = step("create-checkout", event_id)
    assert answer["outcome"] == "hold_not_active"
    assert session(hotel, answer["session_id"])["status"] == "expired"


def look_up(hold_id: str) -> Any:
    """What close-checkout answers of a hold that the expiry gave out."""
    assert post("expire", {"now": LATER}).get_json()["closing"] == [hold_id]
    return post("close-checkout", {"hold_id": hold_id, "now": LATER}).get_json()


@pytest.mark.parametrize("pending_was_told", [True, False])
@pytest.mark.parametrize(
    ("paid", "event_type", "outcome"),
    [(True, "payment_succeeded", "converted"), (False, "payment_failed", "payment_failed")],
)
def test_a_pix_whose_webhook_is_lost_is_looked_up_at_stripe(
    hotel: str, pending_was_told: bool, paid: bool, event_type: str, outcome: str
) -> None:
    _, hold_id, session_id = held()
    pay(hotel, session_id, "pix")
    if pending_was_told:
        step("convert", payment_event(session_id, "payment_pending"))
    settle_pix(hotel, session_id, paid)
    found = look_up(hold_id)
    assert (found["outcome"], found["event"]["event_type"]) == ("complete", event_type)
    assert step("convert", found["event"]["event_id"])["outcome"] == outcome
    assert post("close-checkout", {"hold_id": hold_id}).get_json()["outcome"] == "none"


def test_a_pix_that_stripe_calls_on_its_way_keeps_its_rooms(hotel: str, connection: Any) -> None:
    _, hold_id, session_id = held()
    pay(hotel, session_id, "pix")
    step("convert", payment_event(session_id, "payment_pending"))
    assert look_up(hold_id)["outcome"] == "awaiting"
    assert inventory(connection)[0] == (1, 0)
