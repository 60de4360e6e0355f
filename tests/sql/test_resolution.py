"""Money without a stay goes where the policy or a person sends it; the books close to the cent."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.sql.hotel import NOON, PROPERTY, Hotel, Refused
from tests.sql.late_money import (
    LATE,
    books_close,
    decide,
    give_back,
    kinds_of_tasks,
    late_money,
    paid_event,
    policy,
    refund,
    resolve,
    synced,
)


def test_by_default_a_person_decides_and_has_a_task(hotel: Hotel) -> None:
    event_id, _ = late_money(hotel)
    assert resolve(hotel, event_id)["outcome"] == "manual"
    assert kinds_of_tasks(hotel) == ["decide_payment"]
    assert books_close(hotel)


def test_a_policy_of_refund_gives_all_of_it_back_once(hotel: Hotel) -> None:
    policy(hotel, "refund")
    event_id, _ = late_money(hotel)
    decided = resolve(hotel, event_id)
    assert (decided["outcome"], decided["amount_cents"]) == ("refunding", 20_000)
    assert resolve(hotel, event_id) == decided
    assert hotel.payments() == [("refunded", "late")]
    assert (kinds_of_tasks(hotel), books_close(hotel)) == ([], True)
    told = give_back(hotel, event_id)
    assert told["outcome"] == "refunded"
    assert hotel.call("refund_to_make", event_id=event_id) == {"outcome": "done", "result": told}


def test_a_policy_of_rebooking_gives_the_same_rooms_if_they_are_free_again(hotel: Hotel) -> None:
    policy(hotel, "rebook", "refund")
    event_id, hold_id = late_money(hotel)
    hotel.rows("update ari set inv_total = 2")
    decided = resolve(hotel, event_id)
    assert (decided["outcome"], decided["hold_id"]) == ("rebooked", hold_id)
    assert hotel.payments() == [("succeeded", None)]
    assert hotel.night() == (2, 1, 1)
    assert hotel.is_conserved()
    assert (kinds_of_tasks(hotel), books_close(hotel)) == ([], True)


def test_a_policy_of_rebooking_takes_a_larger_room_only_where_the_property_allows_it(
    hotel: Hotel,
) -> None:
    policy(hotel, "rebook", "refund", rebook_other_types=True)
    hotel.set_ari("cabin", total=1, price_cents=5)
    hotel.set_ari("suite", total=1, price_cents=90_000)
    hotel.call("set_room_type", property_id=PROPERTY, id="cabin", options={"adults": 1})
    hotel.call("set_room_type", property_id=PROPERTY, id="suite", options={"adults": 5})
    event_id, _ = late_money(hotel)
    assert resolve(hotel, event_id)["outcome"] == "rebooked"
    assert (hotel.night("suite"), hotel.night("cabin"), hotel.night()) == (
        (1, 1, 0),
        (1, 0, 0),
        (1, 0, 1),
    )
    assert hotel.is_conserved()


@pytest.mark.parametrize(
    ("options", "now"),
    [({}, LATE), ({"rebook_other_types": True}, LATE), ({}, NOON + timedelta(days=30))],
)
def test_what_cannot_be_rebooked_goes_on_to_the_next_policy(
    hotel: Hotel, options: dict[str, Any], now: datetime
) -> None:
    policy(hotel, "rebook", "refund", **options)
    event_id, _ = late_money(hotel)
    assert resolve(hotel, event_id, now)["outcome"] == "refunding"
    assert hotel.is_conserved()


def test_money_of_a_guest_who_cancelled_is_not_rebooked(hotel: Hotel) -> None:
    policy(hotel, "rebook")
    _, hold_id, session_id = hotel.checkout()
    hotel.step("cancel", hotel.event("hold_cancelled", {"hold_id": hold_id}))
    event_id = paid_event(hotel, session_id, hold_id, NOON)
    assert resolve(hotel, event_id, NOON)["outcome"] == "manual"


@pytest.mark.parametrize(
    ("came", "outcome"), [({"amount_total": 777}, 777), ({"currency": "usd"}, 20_000)]
)
def test_a_wrong_amount_is_given_back_as_it_came(
    hotel: Hotel, came: dict[str, Any], outcome: int
) -> None:
    policy(hotel, "rebook", "refund")
    _, hold_id, session_id = hotel.checkout()
    event_id = paid_event(hotel, session_id, hold_id, NOON, **came)
    assert resolve(hotel, event_id)["amount_cents"] == outcome
    assert books_close(hotel)


def test_a_dry_run_says_what_would_happen_and_does_nothing(hotel: Hotel) -> None:
    _, hold_id = late_money(hotel)
    before = hotel.rows("select p::text from payments p")
    assert decide(hotel, hold_id, "refund", dry_run=True)["would"] == "refunding"
    assert hotel.rows("select p::text from payments p") == before
    assert hotel.rows("select * from refunds") == []


def test_a_person_refunds_in_parts_and_never_more_than_came(hotel: Hotel) -> None:
    _, hold_id = late_money(hotel)
    assert decide(hotel, hold_id, "refund", amount_cents=15_000)["outcome"] == "refunding"
    assert hotel.payments() == [("needs_manual", "late")]
    assert kinds_of_tasks(hotel) == ["decide_payment"]
    with pytest.raises(Refused) as refused:
        decide(hotel, hold_id, "refund", amount_cents=5_001)
    assert (refused.value.state, refused.value.code) == ("XH409", "more_than_left")
    decide(hotel, hold_id, "refund")
    assert hotel.payments() == [("refunded", "late")]
    assert decide(hotel, hold_id, "refund")["outcome"] == "nothing_to_decide"
    assert hotel.rows("select requested_by from refunds") == [("Rita",), ("Rita",)]
    with pytest.raises(Refused, match="23514"):
        hotel.rows("update payments set refunded_cents = received_cents + 1")


def test_a_person_closes_what_was_settled_elsewhere(hotel: Hotel) -> None:
    _, hold_id = late_money(hotel)
    decide(hotel, hold_id, "close", why="given back in cash")
    assert hotel.rows("select closed_by, closed_why from payments") == [
        ("Rita", "given back in cash")
    ]
    assert hotel.rows("select * from payments_without_reservation()") == []
    assert (kinds_of_tasks(hotel), books_close(hotel)) == ([], True)


@pytest.mark.parametrize("late", [False, True], ids=["at once", "days later"])
def test_a_refund_that_fails_is_a_person_s_task_again(hotel: Hotel, late: bool) -> None:
    policy(hotel, "refund")
    event_id, hold_id = late_money(hotel)
    resolve(hotel, event_id)
    if late:
        give_back(hotel, event_id)
        [(shown,)] = hotel.rows("select provider_object_id from refunds")
        synced(hotel, hold_id, [{**refund(20_000, "failed"), "id": shown}])
    else:
        assert give_back(hotel, event_id, "failed")["outcome"] == "refund_failed"
    assert hotel.payments() == [("needs_manual", "refund_failed")]
    assert (kinds_of_tasks(hotel), books_close(hotel)) == (["decide_payment"], True)
    assert decide(hotel, hold_id, "refund")["outcome"] == "refunding"
