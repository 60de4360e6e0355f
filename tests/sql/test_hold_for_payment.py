"""Rooms and the start of their payment are one transaction; opening it later only reads."""

from datetime import timedelta
from typing import Any

from tests.sql.hotel import NOON, Hotel, at_once


def request(hotel: Hotel, first: int) -> str:
    return hotel.request(first=first)


def payments(hotel: Hotel, event_id: str) -> Any:
    return hotel.rows(
        "select status::text, attempt from payments where event_id = %s order by attempt", event_id
    )


def transaction(hotel: Hotel) -> Any:
    """The number of the current transaction, if it has written anything."""
    return hotel.value("select pg_current_xact_id_if_assigned()")


def test_a_hold_comes_with_a_started_payment(hotel: Hotel) -> None:
    event_id = request(hotel, 0)
    held = hotel.step("hold_for_payment", event_id)
    assert held["outcome"] == "held"
    assert payments(hotel, event_id) == [("open", 1)]
    steps = hotel.rows("select step from event_steps where event_id = %s order by 1", event_id)
    assert steps == [("create_hold",), ("start_payment",)]


def test_without_rooms_nothing_is_started(hotel: Hotel) -> None:
    event_id = hotel.request(rooms=[{"room_type": "standard", "quantity": 100}])
    assert hotel.step("hold_for_payment", event_id)["outcome"] == "sold_out"
    assert payments(hotel, event_id) == []


def test_opening_a_payment_that_was_started_writes_nothing(hotel: Hotel) -> None:
    event_id = request(hotel, 3)
    hotel.step("hold_for_payment", event_id)
    hotel.rows("begin")
    started = hotel.step("start_payment", event_id)
    assert transaction(hotel) is None
    hotel.rows("rollback")
    assert (started["outcome"], started["attempt"]) == ("start", 1)


def test_a_start_that_is_too_old_for_a_session_is_replaced_when_it_is_opened(hotel: Hotel) -> None:
    hotel.call("set_property", id="pousada", name="P", options={"hold_for": "2 hours"})
    event_id = request(hotel, 6)
    hotel.step("hold_for_payment", event_id)
    late = NOON + timedelta(minutes=100)
    assert hotel.step("start_payment", event_id, late)["attempt"] == 2
    assert payments(hotel, event_id) == [("expired", 1), ("open", 2)]


def test_done_again_and_by_many_at_once_it_is_done_once(hotel: Hotel) -> None:
    event_id = request(hotel, 9)
    answers = at_once(hotel.url, 4, lambda one, _: one.step("hold_for_payment", event_id))
    assert all(answer == answers[0] for answer in answers)
    assert payments(hotel, event_id) == [("open", 1)]
