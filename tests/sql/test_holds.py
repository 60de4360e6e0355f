"""A hold keeps all rooms of a stay or none, until its time is over."""

from datetime import timedelta
from typing import Any

import pg8000.dbapi
import pytest

from tests.sql.hotel import NOON, PROPERTY, Hotel, Refused

LAPSED = NOON + timedelta(minutes=15)


def test_a_hold_keeps_rooms_until_the_deadline(hotel: Hotel) -> None:
    event_id, held = hotel.hold()
    assert held == {
        "outcome": "held",
        "hold_id": held["hold_id"],
        "amount_cents": 20_000,
        "currency": "brl",
        "expires_at": "2030-03-01T12:15:00+00:00",
    }
    assert [hotel.night(offset=night) for night in range(3)] == [(2, 0, 1), (2, 0, 1), (2, 0, 0)]
    assert hotel.rows("select hold_id::text from events where id = %s", event_id) == [
        (held["hold_id"],)
    ]


def test_several_room_types_and_quantities_are_held_together(hotel: Hotel) -> None:
    hotel.set_ari("suite", total=1, price_cents=30_000)
    rooms = [{"room_type": "suite", "quantity": 1}, {"room_type": "standard", "quantity": 2}]
    assert hotel.hold(nights=3, rooms=rooms)[1]["amount_cents"] == 3 * (30_000 + 2 * 10_000)
    assert (hotel.night("suite"), hotel.night()) == ((1, 0, 1), (2, 0, 2))


def test_all_rooms_or_none(hotel: Hotel) -> None:
    hotel.set_ari("suite", total=0, price_cents=30_000)
    rooms = [{"room_type": "standard", "quantity": 1}, {"room_type": "suite", "quantity": 1}]
    assert hotel.hold(rooms=rooms)[1] == {"outcome": "sold_out"}
    assert hotel.night() == (2, 0, 0)


def test_all_nights_or_none(hotel: Hotel) -> None:
    hotel.hold(first=2, nights=1, rooms=[{"room_type": "standard", "quantity": 2}])
    assert hotel.hold(nights=4)[1] == {"outcome": "sold_out"}
    assert hotel.night() == (2, 0, 0)


def test_the_night_of_check_out_stays_free(hotel: Hotel) -> None:
    hotel.set_ari(nights=30, total=1)
    assert hotel.hold(nights=2)[1]["outcome"] == "held"
    assert hotel.hold(first=2)[1]["outcome"] == "held"


def test_a_stay_has_all_its_nights_where_clocks_change_at_midnight(hotel: Hotel) -> None:
    hotel.rows("set time zone 'Asia/Beirut'")  # 31 March 2030 begins at one o'clock
    hotel.set_ari(total=5)
    assert hotel.night(offset=29)[0] == 5
    _, held = hotel.hold(first=19, nights=4)
    assert held["amount_cents"] == 40_000
    assert [hotel.night(offset=night)[2] for night in range(18, 24)] == [0, 1, 1, 1, 1, 0]


def test_nights_without_price_or_inventory_are_not_for_sale(hotel: Hotel) -> None:
    assert hotel.hold(first=29)[1] == {"outcome": "not_for_sale"}


def test_a_lapsed_hold_is_taken_back_by_the_next_guest(hotel: Hotel) -> None:
    hotel.set_ari(total=1)
    _, first = hotel.hold(nights=4)
    assert hotel.hold(LAPSED - timedelta(seconds=1), first=1)[1] == {"outcome": "sold_out"}
    assert hotel.hold(LAPSED, first=1)[1]["outcome"] == "held"
    assert hotel.status("holds", "id", first["hold_id"]) == "expired"
    assert [hotel.night(offset=night)[2] for night in range(4)] == [0, 1, 1, 0]


def test_a_hold_whose_payment_is_open_is_not_taken_back_before_its_release(hotel: Hotel) -> None:
    hotel.set_ari(total=1)
    hotel.checkout()
    # session: 31 minutes; Pix: 30 more; grace: 10 more
    release_at = NOON + timedelta(minutes=31 + 30 + 10)
    assert hotel.hold(release_at - timedelta(seconds=1))[1] == {"outcome": "sold_out"}
    assert hotel.hold(release_at)[1]["outcome"] == "held"


def test_a_guest_is_one_contact_and_what_is_known_of_it_stays(hotel: Hotel) -> None:
    hotel.hold(guest={"name": "Ana", "phone": "+5511999998888", "email": "Ana@Exemplo.com"})
    hotel.hold(guest={"name": "Ana Souza", "phone": "+5511999998888"})
    assert hotel.rows("select name, email from contacts") == [("Ana", "ana@exemplo.com")]


@pytest.mark.parametrize(
    ("changes", "state", "code", "path"),
    [
        ({"check_in": None}, "XH400", "missing", "payload.check_in"),
        ({"check_in": "amanhã"}, "XH400", "invalid_date", "payload.check_in"),
        ({"check_in": 20300310}, "XH400", "invalid_text", "payload.check_in"),
        ({"check_out": "2030-03-10"}, "XH400", "invalid_stay", "payload.check_out"),
        ({"check_out": "2032-03-10"}, "XH400", "invalid_stay", "payload.check_out"),
        ({"guest": {"name": "Ana"}}, "XH400", "missing", "payload.guest.phone"),
        (
            {"guest": {"name": "Ana", "phone": "11 99999"}},
            "XH400",
            "invalid_phone",
            "payload.guest.phone",
        ),
        ({"adults": 0}, "XH400", "invalid_integer", "payload.adults"),
    ],
)
def test_bad_input_is_refused_with_its_path(
    hotel: Hotel, changes: dict[str, Any], state: str, code: str, path: str
) -> None:
    event_id = hotel.request(**changes)
    before = hotel.snapshot()
    with pytest.raises(Refused) as refused:
        hotel.step("create_hold", event_id)
    assert (refused.value.state, refused.value.code, refused.value.path) == (state, code, path)
    assert hotel.snapshot() == before


@pytest.mark.parametrize(
    ("changes", "state", "code", "path"),
    [
        ({"rooms": None}, "XH400", "invalid_rooms", "payload.rooms"),
        ({"rooms": []}, "XH400", "invalid_rooms", "payload.rooms"),
        ({"rooms": [1]}, "XH400", "missing", "payload.rooms.0.room_type"),
        (
            {"rooms": [{"room_type": "castle", "quantity": 1}]},
            "XH404",
            "unknown_room_type",
            "payload.rooms.0.room_type",
        ),
        (
            {"rooms": [{"room_type": "standard", "quantity": -1}]},
            "XH400",
            "invalid_integer",
            "payload.rooms.0.quantity",
        ),
        (
            {"rooms": [{"room_type": "standard", "quantity": 1}] * 2},
            "XH400",
            "repeated_room_type",
            "payload.rooms.1.room_type",
        ),
    ],
)
def test_rooms_that_cannot_be_asked_for_are_not_even_received(
    hotel: Hotel, changes: dict[str, Any], state: str, code: str, path: str
) -> None:
    before = hotel.snapshot()
    with pytest.raises(Refused) as refused:
        hotel.request(**changes)
    assert (refused.value.state, refused.value.code, refused.value.path) == (state, code, path)
    assert hotel.snapshot() == before


def test_an_error_never_repeats_a_value(hotel: Hotel) -> None:
    event_id = hotel.request(guest={"name": "Segredo", "phone": "segredo"})
    cursor = hotel.connection.cursor()
    with pytest.raises(pg8000.dbapi.DatabaseError) as refused:
        cursor.execute("select create_hold(%s)", (event_id,))
    assert "egredo" not in str(refused.value)


def test_expiry_gives_rooms_back_in_batches(hotel: Hotel) -> None:
    hotel.set_ari(total=5)
    guests = ({"name": "Ana", "phone": f"+551199999000{number}"} for number in range(5))
    holds = {hotel.hold(guest=guest)[1]["hold_id"] for guest in guests}
    expired: list[str] = []
    for size in (2, 2, 1, 0):
        answer = hotel.call("expire", limit=2, now=LAPSED)
        assert (answer["outcome"], answer["expired"], len(answer["hold_ids"])) == (
            "expired",
            size,
            size,
        )
        expired += answer["hold_ids"]
    assert set(expired) == holds
    assert hotel.night() == (5, 0, 0)


def test_expiry_leaves_holds_alone_that_somebody_has_in_hand(hotel: Hotel) -> None:
    _, held = hotel.hold()
    other = Hotel(hotel.url)
    other.connection.autocommit = False
    other.rows("select lock_hold(%s)", held["hold_id"])
    hotel.rows("set lock_timeout = '2s'")
    assert hotel.call("expire", limit=10, now=LAPSED)["expired"] == 0
    other.connection.rollback()
    other.close()
    assert hotel.call("expire", limit=10, now=LAPSED)["expired"] == 1


def test_a_hold_past_its_deadline_with_an_open_session_is_closing_not_expired(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    answer = hotel.call("expire", limit=10, now=LAPSED)
    assert (answer["expired"], answer["closing"]) == (0, [hold_id])
    assert hotel.call("open_payment", hold_id=hold_id)["session_id"] == session_id


def test_cancelling_an_active_hold_gives_the_rooms_back(hotel: Hotel) -> None:
    _, hold_id, _ = hotel.checkout()
    event_id = hotel.event("hold_cancelled", {"hold_id": hold_id})
    assert hotel.step("cancel", event_id) == {"outcome": "cancelled", "hold_id": hold_id}
    assert hotel.status("holds", "id", hold_id) == "cancelled"
    assert hotel.night() == (2, 0, 0)


def test_cancelling_a_reservation_gives_the_rooms_back_and_the_money_to_a_person(
    hotel: Hotel,
) -> None:
    _, hold_id, session_id = hotel.checkout()
    hotel.pay(session_id, hold_id)
    event_id = hotel.event("hold_cancelled", {"hold_id": hold_id})
    assert hotel.step("cancel", event_id)["outcome"] == "cancelled"
    assert hotel.night() == (2, 0, 0)
    assert hotel.status("reservations", "hold_id", hold_id) == "cancelled"
    assert hotel.rows("select status, reason from payments") == [
        ("needs_manual", "reservation_cancelled")
    ]


def test_cancelling_what_is_over_is_not_active(hotel: Hotel) -> None:
    _, held = hotel.hold()
    hotel.call("expire", limit=10, now=LAPSED)
    event_id = hotel.event("hold_cancelled", {"hold_id": held["hold_id"]})
    assert hotel.step("cancel", event_id)["outcome"] == "not_active"


def test_cancelling_needs_a_hold(hotel: Hotel) -> None:
    with pytest.raises(Refused) as refused:
        hotel.step("cancel", hotel.event("hold_cancelled", {}, property_id=PROPERTY))
    assert (refused.value.code, refused.value.path) == ("missing", "payload.hold_id")
