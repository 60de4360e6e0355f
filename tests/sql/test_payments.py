"""Money becomes a reservation while the rooms are held, and is never lost when they are not."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from tests.sql.hotel import DEADLINE, MINUTE, NOON, RELEASE, Hotel, Refused


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
        "boleto_expires_after_days": 3,
        "deadline": "2030-03-01T12:15:00+00:00",
        "time_zone": "America/Sao_Paulo",
    }


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
    hotel.open_session(event_id)
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
    assert hotel.payments() == [("expired", "never_opened"), ("open", None)]


def test_the_session_of_a_superseded_attempt_is_kept_to_be_closed_and_leaves_the_step(
    hotel: Hotel,
) -> None:
    event_id, held = hotel.hold()
    first = hotel.step("start_payment", event_id)
    hotel.step("start_payment", event_id, NOON + 10 * MINUTE)
    answer = hotel.step(
        "record_checkout", event_id, payment_id=first["payment_id"], session_id="cs_1", url="u"
    )
    assert (answer["outcome"], answer["session_id"]) == ("superseded", "cs_1")
    assert hotel.call("expire", now=NOON)["closing"] == [held["hold_id"]]
    session_id = hotel.open_session(event_id, NOON + 11 * MINUTE)
    assert hotel.step("start_payment", event_id)["session_id"] == session_id


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
    assert hotel.call("expire", now=NOON)["closing"] == [held["hold_id"]]
    assert hotel.pay("cs_1", None)["outcome"] == "late"


def test_money_in_time_becomes_a_reservation(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    answer = hotel.pay(session_id, hold_id)
    assert (answer["outcome"], answer["hold_id"]) == ("converted", hold_id)
    assert hotel.rows("select id::text, hold_id::text, status from reservations") == [
        (answer["reservation_id"], hold_id, "confirmed")
    ]
    assert hotel.status("holds", "id", hold_id) == "converted"
    assert hotel.payments() == [("succeeded", None)]
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


@pytest.mark.parametrize(
    ("event_type", "lagging"),
    [
        ("payment_succeeded", {"status": "open"}),
        ("payment_succeeded", {"status": "complete", "intent_status": "requires_action"}),
        ("payment_pending", {"status": "open"}),
        ("payment_failed", {"status": "complete", "intent_status": "requires_action"}),
        ("checkout_expired", {"status": "open"}),
    ],
)
def test_a_session_that_does_not_show_yet_what_its_event_tells_of_is_no_outcome(
    hotel: Hotel, event_type: str, lagging: dict[str, str]
) -> None:
    _, hold_id, session_id = hotel.checkout()
    event_id = hotel.event(event_type, {"session_id": session_id})
    session = {"session_id": session_id, "hold_id": hold_id, "payment_status": "unpaid", **lagging}
    before = hotel.snapshot()
    with pytest.raises(Refused) as refused:
        hotel.step("convert", event_id, session=session)
    assert (refused.value.state, refused.value.code) == ("XH503", "payment_not_visible")
    assert hotel.snapshot() == before
    paid = {"payment_status": "paid", "status": "complete", "amount_total": 20_000}
    answer = hotel.step("convert", event_id, session=session | paid | {"currency": "brl"})
    assert answer["outcome"] == "converted"


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
    assert hotel.payments() == [("expired", None)]
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
