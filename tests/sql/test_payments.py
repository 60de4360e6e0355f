"""Money becomes a reservation while the rooms are held, and is never lost when they are not."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.sql.hotel import NOON, Hotel, Refused

MINUTE = timedelta(minutes=1)
DEADLINE = NOON + 15 * MINUTE
RELEASE = NOON + (31 + 30 + 10) * MINUTE


def payments(hotel: Hotel) -> list[tuple[str, str | None]]:
    return [
        (str(status), reason)
        for status, reason in hotel.rows(
            "select status, reason from payments order by created_at, attempt"
        )
    ]


def release_at(hotel: Hotel) -> datetime:
    value: datetime = hotel.value("select release_at from holds")
    return value


def test_a_payment_starts_with_all_that_a_session_needs(hotel: Hotel) -> None:
    event_id, held = hotel.hold()
    start = hotel.step("start_payment", event_id)
    assert start == {
        "outcome": "start",
        "payment_id": start["payment_id"],
        "attempt": 1,
        "idempotency_key": f"hold-{held['hold_id']}-attempt-1",
        "hold_id": held["hold_id"],
        "property_id": "pousada",
        "property_name": "Pousada do Teste",
        "correlation_id": start["correlation_id"],
        "amount_cents": 20_000,
        "currency": "brl",
        "check_in": "2030-03-10",
        "check_out": "2030-03-12",
        "session_expires_at": "2030-03-01T12:31:00+00:00",
        "payment_methods": ["card", "pix"],
        "pix_expires_after_seconds": 1800,
    }
    assert release_at(hotel) == RELEASE


def test_a_session_lives_as_long_as_a_long_hold_and_cards_need_no_pix_window(hotel: Hotel) -> None:
    hotel.call(
        "set_property",
        id="pousada",
        name="P",
        options={"hold_for": "2 hours", "payment_methods": ["card"]},
    )
    event_id, _ = hotel.hold()
    assert (
        hotel.step("start_payment", event_id)["session_expires_at"] == "2030-03-01T14:00:00+00:00"
    )
    assert release_at(hotel) == NOON + timedelta(hours=2, minutes=10)


def test_no_payment_starts_after_the_deadline(hotel: Hotel) -> None:
    event_id, held = hotel.hold()
    assert hotel.step("start_payment", event_id, DEADLINE) == {
        "outcome": "hold_not_active",
        "hold_id": held["hold_id"],
    }


def test_a_recorded_checkout_is_the_answer_to_every_later_start(hotel: Hotel) -> None:
    event_id, hold_id, session_id = hotel.checkout()
    again = hotel.step("start_payment", event_id, NOON + timedelta(days=2))
    assert again == {"outcome": "open", "session_id": session_id, "hold_id": hold_id}


def test_a_start_too_old_for_stripe_is_a_new_attempt_with_a_new_key(hotel: Hotel) -> None:
    hotel.call("set_property", id="pousada", name="P", options={"hold_for": "40 minutes"})
    event_id, _ = hotel.hold()
    first = hotel.step("start_payment", event_id)
    assert hotel.step("start_payment", event_id, NOON + 9 * MINUTE) == first
    second = hotel.step("start_payment", event_id, NOON + 10 * MINUTE)
    assert (second["attempt"], second["session_expires_at"]) == (2, "2030-03-01T12:41:00+00:00")
    assert second["idempotency_key"] != first["idempotency_key"]
    assert payments(hotel) == [("expired", "never_opened"), ("open", None)]


def test_the_session_of_a_superseded_attempt_is_refused(hotel: Hotel) -> None:
    event_id, _ = hotel.hold()
    first = hotel.step("start_payment", event_id)
    hotel.step("start_payment", event_id, NOON + 10 * MINUTE)
    with pytest.raises(Refused) as refused:
        hotel.step(
            "record_checkout", event_id, payment_id=first["payment_id"], session_id="cs_1", url="u"
        )
    assert (refused.value.state, refused.value.code) == ("XH409", "payment_superseded")


def test_a_hold_that_is_being_paid_takes_no_second_payment(hotel: Hotel) -> None:
    _, hold_id, _ = hotel.checkout()
    with pytest.raises(Refused) as refused:
        hotel.step("start_payment", hotel.event("payment_requested", {"hold_id": hold_id}))
    assert (refused.value.state, refused.value.code) == ("XH409", "payment_already_open")


def test_a_session_recorded_after_its_hold_was_cancelled_is_kept_but_not_to_be_sent(
    hotel: Hotel,
) -> None:
    event_id, held = hotel.hold()
    start = hotel.step("start_payment", event_id)
    hotel.step("cancel", hotel.event("hold_cancelled", {"hold_id": held["hold_id"]}))
    answer = hotel.step(
        "record_checkout", event_id, payment_id=start["payment_id"], session_id="cs_1", url="u"
    )
    assert answer["outcome"] == "hold_not_active"
    assert hotel.pay("cs_1", None)["outcome"] == "late"


def test_money_in_time_becomes_a_reservation(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    answer = hotel.pay(session_id, hold_id)
    assert (answer["outcome"], answer["hold_id"]) == ("converted", hold_id)
    assert hotel.rows("select id::text, hold_id::text, status from reservations") == [
        (answer["reservation_id"], hold_id, "confirmed")
    ]
    assert hotel.status("holds", "id", hold_id) == "converted"
    assert payments(hotel) == [("succeeded", None)]
    assert [hotel.night(offset=night) for night in range(3)] == [(2, 1, 0), (2, 1, 0), (2, 0, 0)]


def test_money_is_in_time_as_long_as_the_rooms_are_held(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    assert hotel.pay(session_id, hold_id, RELEASE + MINUTE)["outcome"] == "converted"


def test_a_second_event_of_the_same_money_finds_it_converted(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    first = hotel.pay(session_id, hold_id)
    again = hotel.pay(session_id, hold_id)
    assert again == first | {"outcome": "already_converted"}
    assert hotel.night() == (2, 1, 0)


def test_pix_keeps_the_rooms_until_its_money_cannot_arrive_any_more(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    paid_at = NOON + 14 * MINUTE
    pending = hotel.pay(
        session_id, hold_id, paid_at, event_type="payment_pending", payment_status="unpaid"
    )
    assert pending == {"outcome": "awaiting_payment", "hold_id": hold_id}
    assert release_at(hotel) == paid_at + 40 * MINUTE
    assert hotel.call("expire", limit=10, now=DEADLINE) == {
        "outcome": "expired",
        "expired": 0,
        "hold_ids": [],
        "closing": [],
    }
    again = hotel.pay(session_id, hold_id, paid_at + MINUTE, payment_status="unpaid")
    assert again["outcome"] == "awaiting_payment"
    assert release_at(hotel) == paid_at + 40 * MINUTE
    assert hotel.pay(session_id, hold_id, paid_at + 20 * MINUTE)["outcome"] == "converted"


def test_a_failed_payment_lets_the_rooms_go_at_the_deadline(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    hotel.pay(session_id, hold_id, payment_status="unpaid")
    failed = hotel.pay(session_id, hold_id, event_type="payment_failed", payment_status="unpaid")
    assert failed["outcome"] == "payment_failed"
    assert release_at(hotel) == DEADLINE
    assert (
        hotel.pay(session_id, hold_id, event_type="payment_pending", payment_status="unpaid")[
            "outcome"
        ]
        == "payment_failed"
    )
    assert hotel.call("expire", limit=10, now=DEADLINE)["expired"] == 1


def test_an_expired_session_gives_the_rooms_back_at_once(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    answer = hotel.pay(session_id, hold_id, status="expired", payment_status="unpaid")
    assert answer == {"outcome": "checkout_expired", "hold_id": hold_id}
    assert hotel.status("holds", "id", hold_id) == "expired"
    assert hotel.night() == (2, 0, 0)


def test_a_session_that_is_still_open_changes_nothing(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    answer = hotel.pay(session_id, hold_id, status="open", payment_status="unpaid")
    assert answer["outcome"] == "checkout_open"
    assert payments(hotel) == [("open", None)]


def test_late_money_makes_no_reservation_and_waits_for_a_person(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    hotel.call("expire", limit=10, now=RELEASE)
    for _ in range(2):
        assert hotel.pay(session_id, hold_id, RELEASE + MINUTE) == {
            "outcome": "late",
            "hold_id": hold_id,
        }
    assert payments(hotel) == [("needs_manual", "late")]
    assert hotel.rows("select * from reservations") == []
    assert hotel.night() == (2, 0, 0)


@pytest.mark.parametrize("changes", [{"amount_total": 19_999}, {"currency": "usd"}])
def test_money_that_does_not_match_waits_for_a_person(
    hotel: Hotel, changes: dict[str, Any]
) -> None:
    _, hold_id, session_id = hotel.checkout()
    for _ in range(2):
        assert hotel.pay(session_id, hold_id, **changes)["outcome"] == "amount_mismatch"
    assert payments(hotel) == [("needs_manual", "amount_mismatch")]
    assert hotel.rows("select * from reservations") == []


@pytest.mark.parametrize("hold_id", [None, "not-an-id", "00000000-0000-0000-0000-000000000001"])
def test_money_of_an_unknown_hold_is_kept_once(hotel: Hotel, hold_id: str | None) -> None:
    for _ in range(2):
        assert hotel.pay("cs_stranger", hold_id, amount_total=777) == {"outcome": "unknown_hold"}
    assert hotel.rows(
        "select provider_object_id, hold_id, amount_cents, status, reason from payments"
    ) == [("cs_stranger", None, 777, "needs_manual", "unknown_hold")]


def test_an_unpaid_session_of_an_unknown_hold_leaves_nothing(hotel: Hotel) -> None:
    assert hotel.pay("cs_stranger", None, payment_status="unpaid")["outcome"] == "unknown_hold"
    assert payments(hotel) == []


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
    assert payments(hotel) == [("expired", "never_opened"), ("open", None)]


def test_a_recovered_session_pays_the_hold_too(hotel: Hotel) -> None:
    _, hold_id, _ = hotel.checkout()
    assert hotel.pay("cs_recovered", hold_id)["outcome"] == "converted"
    assert payments(hotel) == [("expired", None), ("succeeded", None)]


def test_paying_twice_makes_one_reservation_and_leaves_the_rest_to_a_person(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    hotel.pay(session_id, hold_id)
    assert hotel.pay("cs_second", hold_id)["outcome"] == "late"
    assert payments(hotel) == [("succeeded", None), ("needs_manual", "already_paid")]
    assert hotel.night() == (2, 1, 0)


def test_money_for_a_cancelled_reservation_is_not_converted_again(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    hotel.pay(session_id, hold_id)
    hotel.step("cancel", hotel.event("hold_cancelled", {"hold_id": hold_id}))
    assert hotel.pay(session_id, hold_id)["outcome"] == "already_converted"
    assert hotel.night() == (2, 0, 0)


def test_closing_the_session_past_the_deadline_gives_the_rooms_back(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    close = {"hold_id": hold_id, "session_id": session_id, "now": DEADLINE}
    for _ in range(2):
        assert hotel.call("close_payment", **close) == {
            "outcome": "closed",
            "hold_id": hold_id,
            "hold_status": "expired",
        }
    assert hotel.night() == (2, 0, 0)
    assert payments(hotel) == [("expired", None)]
    assert hotel.call("open_payment", hold_id=hold_id)["outcome"] == "none"


def test_closing_the_session_before_the_deadline_leaves_the_hold_its_time(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    assert (
        hotel.call("close_payment", hold_id=hold_id, session_id=session_id, now=NOON)["hold_status"]
        == "active"
    )
    assert release_at(hotel) == DEADLINE


def test_closing_a_session_of_an_unknown_hold_is_refused(hotel: Hotel) -> None:
    with pytest.raises(Refused) as refused:
        hotel.call("close_payment", hold_id=str(uuid4()), session_id="cs_1")
    assert (refused.value.state, refused.value.code) == ("XH404", "unknown_hold")


def test_a_payment_event_knows_its_session_and_hold(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    event_id = hotel.event("payment_succeeded", {"session_id": session_id})
    assert hotel.call("payment_session", event_id=event_id) == {
        "outcome": "found",
        "session_id": session_id,
        "hold_id": hold_id,
    }
    assert hotel.call("payment_session", event_id=hotel.event("other", {}))["outcome"] == "none"
