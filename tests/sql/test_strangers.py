"""What a stranger, or a guest with much patience, can make of the hotel: not much."""

from datetime import timedelta
from typing import Any

import pytest

from tests.sql.hotel import GUEST, NOON, PROPERTY, Hotel, at_once

ANOTHER = {"name": "Bruno", "phone": "+5511911112222"}


def limit(hotel: Hotel, **options: Any) -> None:
    hotel.call("set_property", id=PROPERTY, name="Pousada do Teste", options=options)


def outcome(hotel: Hotel, **changes: Any) -> str:
    return str(hotel.hold(**changes)[1]["outcome"])


def test_one_phone_keeps_so_many_stays_at_once_and_another_guest_is_served(hotel: Hotel) -> None:
    limit(hotel, max_holds_of_guest=2)
    asked = [outcome(hotel, nights=1, first=night) for night in range(3)]
    assert asked == ["held", "held", "too_many_holds"]
    assert outcome(hotel, nights=1, first=3, guest=ANOTHER) == "held"
    assert hotel.is_conserved()


def test_one_phone_keeps_so_many_nights_of_rooms_at_once(hotel: Hotel) -> None:
    limit(hotel, max_nights_of_guest=5)
    two_rooms = [{"room_type": "standard", "quantity": 2}]
    assert outcome(hotel, nights=3, rooms=two_rooms) == "too_many_holds"
    assert outcome(hotel, nights=2, rooms=two_rooms) == "held"
    assert outcome(hotel, nights=2, first=5) == "too_many_holds"
    assert outcome(hotel, nights=1, first=5) == "held"


def test_a_stay_that_was_paid_or_has_lapsed_counts_no_more(hotel: Hotel) -> None:
    limit(hotel, max_holds_of_guest=1)
    _, hold_id, session_id = hotel.checkout(nights=2)
    assert outcome(hotel, nights=1, first=5) == "too_many_holds"
    hotel.pay(session_id, hold_id)
    assert outcome(hotel, nights=1, first=5) == "held"
    assert outcome(hotel, nights=1, first=7, now=NOON + timedelta(hours=3)) == "held"


def test_all_guests_together_keep_so_much_and_hear_that_the_house_is_busy(hotel: Hotel) -> None:
    limit(hotel, max_holds=2)
    guests = [{"name": "Ana", "phone": f"+55119999988{number:02}"} for number in range(3)]
    asked = [outcome(hotel, nights=1, first=night, guest=guests[night]) for night in range(3)]
    assert asked == ["held", "held", "property_busy"]
    limit(hotel, max_holds=100, max_nights=3)
    assert outcome(hotel, nights=2, first=9, guest=ANOTHER) == "property_busy"


def test_one_phone_that_asks_ten_times_at_the_same_moment_gets_no_more(hotel: Hotel) -> None:
    limit(hotel, max_holds_of_guest=2)
    requests = [hotel.request(nights=1, first=night) for night in range(10)]
    answers = at_once(
        hotel.url, 10, lambda one, number: one.step("create_hold", requests[number])["outcome"]
    )
    assert sorted(answers) == ["held"] * 2 + ["too_many_holds"] * 8


def test_a_stay_in_the_past_is_told_as_such(hotel: Hotel) -> None:
    _, refused = hotel.hold(now=NOON + timedelta(days=20))
    assert refused == {"outcome": "not_for_sale", "reason": "in_the_past"}


def told(hotel: Hotel, event_id: str, template: str) -> Any:
    return hotel.call("prepare_message", event_id=event_id, template=template, now=NOON)["name"]


CLAIMS: dict[str, tuple[str, dict[str, Any], str]] = {
    "a form": (
        "lead_created",
        {"name": "Golpe", "email": "golpe@x.example", "phone": GUEST["phone"]},
        "upsert_lead",
    ),
    "a profile": (
        "message_received",
        {"name": "Golpe", "phone": GUEST["phone"], "message_id": "1", "text": "oi"},
        "save_message",
    ),
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_what_is_claimed_of_a_guests_number_changes_neither_guest_nor_hold(
    hotel: Hotel, claim: str
) -> None:
    guest = GUEST | {"email": "ana@exemplo.com.br"}
    event_id, _ = hotel.hold(guest=guest)
    event_type, payload, step = CLAIMS[claim]
    hotel.step(step, hotel.event(event_type, payload))
    assert hotel.rows("select name, email from contacts") == [("Ana", "ana@exemplo.com.br")]
    assert told(hotel, event_id, "payment_link") == "Ana"


def test_a_hold_keeps_its_own_guest_when_the_number_books_again_in_another_name(
    hotel: Hotel,
) -> None:
    first, _ = hotel.hold(nights=1)
    second, _ = hotel.hold(nights=1, first=3, guest=GUEST | {"name": "Bia"})
    assert told(hotel, first, "payment_link") == "Ana"
    assert told(hotel, second, "payment_link") == "Bia"


def test_a_claim_made_by_a_clock_of_the_future_hides_no_event(hotel: Hotel) -> None:
    event_id = hotel.event("lead_created", {"phone": GUEST["phone"]})
    later = NOON + timedelta(minutes=10)
    hotel.call("claim_events", now=NOON + timedelta(days=400))
    candidates = hotel.rows("select event_id from reprocess_candidates(%s)", later)
    assert (event_id,) in candidates
    claimed = hotel.call("claim_events", now=later)["events"]
    assert event_id in [each["event_id"] for each in claimed]
    assert hotel.call("claim_events", now=later + timedelta(seconds=5))["events"] == []
