"""From a request to a reservation, with the Stripe stand-in as Stripe."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hotelly import database as hotelly_database

from tests.functions.bookings import (
    code_of,
    held,
    inventory,
    pay,
    payment_event,
    request_hold,
    session,
    sessions_of,
    settle_pix,
)
from tests.functions.conftest import UNREACHABLE, post, send_event, step


def test_a_session_says_what_is_paid_for_until_when_and_nothing_of_the_guest(hotel: str) -> None:
    _, hold_id, session_id = held()
    created = session(hotel, session_id)
    assert (created["amount_total"], created["currency"]) == (123450, "brl")
    assert created["client_reference_id"] == created["metadata"]["hold_id"] == hold_id
    assert created["metadata"]["property_id"] == "farol"
    assert created["payment_method_types"] == ["card", "pix"]
    assert 30 * 60 < created["expires_at"] - datetime.now().timestamp() < 60 * 60
    for planted in ("Quaresma", "98765", "quaresma@guest.test"):
        assert planted not in str(created)


def test_a_paid_session_becomes_a_reservation_once(hotel: str, connection: Any) -> None:
    _, hold_id, session_id = held()
    assert inventory(connection) == [(1, 0), (1, 0), (0, 0)]
    pay(hotel, session_id)
    event_id = payment_event(session_id)
    first = step("convert", event_id)
    assert (first["outcome"], first["hold_id"]) == ("converted", hold_id)
    assert step("convert", event_id) == first
    assert inventory(connection) == [(0, 1), (0, 1), (0, 0)]
    again = step("convert", payment_event(session_id, "payment_pending"))
    assert again["outcome"] == "already_converted"


def test_what_was_converted_is_answered_without_stripe(
    hotel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, session_id = held()
    pay(hotel, session_id)
    event_id = payment_event(session_id)
    first = step("convert", event_id)
    monkeypatch.setenv("STRIPE_API_BASE", UNREACHABLE)
    assert step("convert", event_id) == first


def test_a_step_done_twice_answers_the_same_and_asks_stripe_for_one_session(hotel: str) -> None:
    event_id, hold_id, session_id = held()
    assert step("create-hold", event_id)["hold_id"] == hold_id
    assert step("create-checkout", event_id)["session_id"] == session_id
    assert sessions_of(hotel, hold_id) == 1


def test_a_session_whose_answer_got_lost_is_not_opened_twice(hotel: str) -> None:
    event_id = request_hold()
    hold_id = step("create-hold", event_id)["hold_id"]
    httpx.put(f"{hotel}/_control/faults", json={"lose": 1}).raise_for_status()
    assert post("create-checkout", {"event_id": event_id}).status_code == 503
    assert step("create-checkout", event_id)["outcome"] == "open"
    assert sessions_of(hotel, hold_id) == 1


def test_a_session_that_was_opened_but_not_recorded_is_found_by_its_key(
    hotel: str, connection: Any
) -> None:
    event_id, hold_id, session_id = held()
    cursor = connection.cursor()
    cursor.execute("delete from event_steps where step = 'record_checkout'")
    cursor.execute("update payments set provider_object_id = null, checkout_url = null")
    assert step("create-checkout", event_id)["session_id"] == session_id
    assert sessions_of(hotel, hold_id) == 1


def test_pix_waits_for_its_money(hotel: str) -> None:
    _, _, session_id = held()
    pay(hotel, session_id, "pix")
    waiting = step("convert", payment_event(session_id, "payment_pending"))
    assert waiting["outcome"] == "awaiting_payment"
    settled = httpx.post(f"{hotel}/_control/sessions/{session_id}/pix", json={"paid": True})
    settled.raise_for_status()
    assert step("convert", payment_event(session_id))["outcome"] == "converted"


def test_the_truth_is_fetched_whatever_the_event_claims(hotel: str, connection: Any) -> None:
    _, _, session_id = held()
    event_id = payment_event(session_id, "payment_succeeded")
    claimed = post("convert", {"event_id": event_id})
    assert (claimed.status_code, code_of(claimed)) == (503, "payment_not_visible")
    assert inventory(connection)[0] == (1, 0)
    pay(hotel, session_id)
    assert step("convert", event_id)["outcome"] == "converted"


def guest(number: int) -> dict[str, str]:
    return {"name": "Ana", "phone": f"+55119{number:08}"}


def test_sold_out_is_an_answer(hotel: str) -> None:
    held()
    assert step("create-hold", request_hold(guest=guest(1)))["outcome"] == "sold_out"


def test_of_fifty_guests_at_once_one_gets_the_last_room(hotel: str, connection: Any) -> None:
    def hold(event_id: str) -> tuple[int, str]:
        answer = post("create-hold", {"event_id": event_id})
        hotelly_database.disconnect()
        return answer.status_code, answer.get_json()["outcome"]

    events = [request_hold(guest=guest(number)) for number in range(50)]
    with ThreadPoolExecutor(25) as pool:
        answers = sorted(pool.map(hold, events))
    assert answers == [(200, "held")] + [(200, "sold_out")] * 49
    assert inventory(connection)[0] == (1, 0)


def test_an_unpaid_hold_past_its_deadline_loses_its_session_then_its_rooms(
    hotel: str, connection: Any
) -> None:
    _, hold_id, session_id = held()
    now = (datetime.now(UTC) + timedelta(minutes=20)).isoformat()
    sweep = post("expire", {"now": now}).get_json()
    assert (sweep["expired"], sweep["closing"]) == (0, [hold_id])
    closed = post("close-checkout", {"hold_id": hold_id, "now": now}).get_json()
    assert (closed["outcome"], closed["hold_status"]) == ("closed", "expired")
    assert session(hotel, session_id)["status"] == "expired"
    assert inventory(connection) == [(0, 0)] * 3
    again = post("close-checkout", {"hold_id": hold_id, "now": now}).get_json()
    assert again["outcome"] == "none"


def test_a_guest_who_pays_before_the_session_closes_keeps_the_rooms(
    hotel: str, connection: Any
) -> None:
    _, hold_id, session_id = held()
    pay(hotel, session_id)
    now = (datetime.now(UTC) + timedelta(minutes=20)).isoformat()
    closed = post("close-checkout", {"hold_id": hold_id, "now": now}).get_json()
    assert closed["outcome"] == "complete"
    assert closed["event"]["event_type"] == "payment_succeeded"
    assert closed == post("close-checkout", {"hold_id": hold_id, "now": now}).get_json()
    assert step("convert", closed["event"]["event_id"])["outcome"] == "converted"
    assert inventory(connection)[0] == (0, 1)


def test_money_that_comes_after_the_rooms_went_is_left_to_a_person(
    hotel: str, connection: Any
) -> None:
    _, hold_id, session_id = held()
    pay(hotel, session_id, "pix")
    step("convert", payment_event(session_id, "payment_pending"))
    step("cancel", send_event("hold_cancelled", {"hold_id": hold_id}))
    assert inventory(connection)[0] == (0, 0)
    settle_pix(hotel, session_id, paid=True)
    assert step("convert", payment_event(session_id))["outcome"] == "late"
    findings = post("diagnose").get_json()["findings"]
    assert "payments_without_reservation" in [finding["check"] for finding in findings]


def test_a_cancelled_hold_gives_its_rooms_back(hotel: str, connection: Any) -> None:
    _, hold_id, _ = held()
    event_id = send_event("hold_cancelled", {"hold_id": hold_id})
    assert step("cancel", event_id)["outcome"] == "cancelled"
    assert inventory(connection)[0] == (0, 0)


def test_without_stripe_a_step_asks_to_be_repeated(
    hotel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_id = request_hold()
    step("create-hold", event_id)
    monkeypatch.setenv("STRIPE_API_BASE", UNREACHABLE)
    answer = post("create-checkout", {"event_id": event_id})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "stripe_unavailable")


def test_a_refusal_of_stripe_is_told_by_its_code_and_not_repeated(
    hotel: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert step("convert", payment_event("cs_test_unknown"))["outcome"] == "not_ours"
    monkeypatch.setenv("STRIPE_API_KEY", "sk_test_wrong_planted")
    answer = post("convert", {"event_id": payment_event("cs_test_other")})
    assert answer.status_code == 500
    log = capsys.readouterr().out
    assert "resource_missing" in log
    assert "AuthenticationError" in log
    assert "planted" not in log
