"""A guest who asks again for what is held or being paid gets that, and nothing twice."""

from typing import Any

import pytest

from tests.sql.hotel import NOON, Hotel, Refused


def test_a_guest_who_asks_again_for_what_is_held_gets_that_hold_and_its_link(hotel: Hotel) -> None:
    hotel.set_ari(total=1)
    first, hold_id, session_id = hotel.checkout()
    again = hotel.request()
    assert hotel.step("create_hold", again)["hold_id"] == hold_id
    assert hotel.step("start_payment", again) == {
        "outcome": "open",
        "session_id": session_id,
        "hold_id": hold_id,
    }
    assert hotel.value("select count(*) from holds") == 1
    assert hotel.is_conserved()
    link = {"template": "payment_link", "now": NOON}
    messages = {
        hotel.call("prepare_message", event_id=event, **link)["outcome"] for event in (first, again)
    }
    assert messages == {"send"}


@pytest.mark.parametrize(
    "changes",
    [
        {"guest": {"name": "Bia", "phone": "+5511988887777"}},
        {"adults": 2},
        {"nights": 3},
        {"first": 1},
        {"rooms": [{"room_type": "standard", "quantity": 2}]},
        {"now": NOON.replace(minute=20)},
    ],
)
def test_another_wish_is_not_answered_with_the_hold_there_is(
    hotel: Hotel, changes: dict[str, Any]
) -> None:
    hotel.set_ari(total=1)
    hotel.checkout()
    assert hotel.hold(**changes)[1]["outcome"] == "sold_out"


def test_who_asks_again_while_the_payment_is_being_opened_asks_once_more(hotel: Hotel) -> None:
    hotel.step("start_payment", hotel.hold()[0])
    again = hotel.request()
    hotel.step("create_hold", again)
    with pytest.raises(Refused, match="payment_being_opened"):
        hotel.step("start_payment", again)


def test_a_hold_that_is_being_paid_takes_no_second_payment(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()

    def asked() -> Any:
        return hotel.step("start_payment", hotel.event("payment_requested", {"hold_id": hold_id}))

    one = {"session_id": session_id, "hold_id": hold_id}
    assert asked() == {"outcome": "open", **one}
    hotel.pay(session_id, hold_id, payment_status="unpaid")
    assert asked() == {"outcome": "awaiting_payment", **one}
    assert hotel.value("select count(*) from payments") == 1
