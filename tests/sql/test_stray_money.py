"""Money that finds no room of its own is kept, and waits for a person."""

from typing import Any

import pytest

from tests.sql.hotel import MINUTE, NOON, RELEASE, Hotel


def test_late_money_makes_no_reservation_and_waits_for_a_person(hotel: Hotel) -> None:
    hotel.set_ari(total=1)
    _, hold_id, session_id = hotel.checkout()
    assert hotel.hold(RELEASE)[1]["outcome"] == "held"
    for _ in range(2):
        assert hotel.pay(session_id, hold_id, RELEASE + MINUTE) == {
            "outcome": "late",
            "hold_id": hold_id,
        }
    assert hotel.payments() == [("needs_manual", "late")]
    assert hotel.rows("select * from reservations") == []
    assert hotel.night() == (1, 0, 1)


@pytest.mark.parametrize("changes", [{"amount_total": 19_999}, {"currency": "usd"}])
def test_money_that_does_not_match_waits_for_a_person(
    hotel: Hotel, changes: dict[str, Any]
) -> None:
    _, hold_id, session_id = hotel.checkout()
    for _ in range(2):
        assert hotel.pay(session_id, hold_id, **changes)["outcome"] == "amount_mismatch"
    assert hotel.payments() == [("needs_manual", "amount_mismatch")]
    assert hotel.rows("select * from reservations") == []


@pytest.mark.parametrize("hold_id", ["not-an-id", "00000000-0000-0000-0000-000000000001"])
def test_money_of_an_unknown_hold_is_kept_once(hotel: Hotel, hold_id: str) -> None:
    for _ in range(2):
        assert hotel.pay("cs_stranger", hold_id, amount_total=777) == {"outcome": "unknown_hold"}
    assert hotel.rows(
        "select provider_object_id, hold_id, amount_cents, status, reason from payments"
    ) == [("cs_stranger", None, 777, "needs_manual", "unknown_hold")]


def test_an_unpaid_session_of_an_unknown_hold_leaves_nothing(hotel: Hotel) -> None:
    assert hotel.pay("cs_stranger", "gone", payment_status="unpaid")["outcome"] == "unknown_hold"
    assert hotel.payments() == []


def test_a_session_that_was_never_recorded_is_found_by_its_hold(hotel: Hotel) -> None:
    event_id, held = hotel.hold()
    payment_id = hotel.step("start_payment", event_id)["payment_id"]
    paid = hotel.pay("cs_unrecorded", held["hold_id"], payment_id=payment_id)
    assert paid["outcome"] == "converted"
    assert hotel.rows("select provider_object_id, status from payments") == [
        ("cs_unrecorded", "succeeded")
    ]


def test_a_session_that_was_never_recorded_ends_its_own_attempt_and_no_later_one(
    hotel: Hotel,
) -> None:
    hotel.call("set_property", id="pousada", name="P", options={"hold_for": "1 hour"})
    event_id, held = hotel.hold()
    lost = hotel.step("start_payment", event_id)
    late = NOON + 40 * MINUTE
    newer = hotel.step("start_payment", event_id, late)
    expired = hotel.pay(
        "cs_lost",
        held["hold_id"],
        late,
        payment_id=lost["payment_id"],
        status="expired",
        payment_status="unpaid",
    )
    assert expired["outcome"] == "checkout_expired"
    recorded = hotel.step(
        "record_checkout",
        event_id,
        late,
        payment_id=newer["payment_id"],
        session_id="cs_newer",
        url="https://pay.example/c",
    )
    assert recorded["outcome"] == "open"
    assert hotel.payments() == [("expired", None), ("open", None)]


def test_a_recovered_session_pays_the_hold_too(hotel: Hotel) -> None:
    _, hold_id, _ = hotel.checkout()
    assert hotel.pay("cs_recovered", hold_id)["outcome"] == "converted"
    assert hotel.payments() == [("open", None), ("succeeded", None)]
    assert hotel.call("expire", now=NOON)["closing"] == [hold_id]


def test_paying_twice_makes_one_reservation_and_leaves_the_rest_to_a_person(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    hotel.pay(session_id, hold_id)
    for _ in range(2):
        assert hotel.pay("cs_second", hold_id)["outcome"] == "paid_twice"
    assert hotel.payments() == [("succeeded", None), ("needs_manual", "already_paid")]
    assert hotel.night() == (2, 1, 0)


def test_money_for_a_cancelled_reservation_is_not_converted_again(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    hotel.pay(session_id, hold_id)
    hotel.step("cancel", hotel.event("hold_cancelled", {"hold_id": hold_id}))
    assert hotel.pay(session_id, hold_id)["outcome"] == "already_converted"
    assert hotel.night() == (2, 0, 0)
