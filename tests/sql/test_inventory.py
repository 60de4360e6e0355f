"""Rooms and prices come in by ranges of nights, and never below what is sold."""

from typing import Any

import pytest

from tests.sql.hotel import FIRST_NIGHT, NOON, PROPERTY, Hotel, Refused

NIGHT = str(FIRST_NIGHT)
ARI = {
    "room_type": "standard",
    "first_night": NIGHT,
    "last_night": NIGHT,
    "total": 3,
    "price_cents": 900,
}


def test_a_range_of_nights_is_updated(hotel: Hotel) -> None:
    assert hotel.set_ari("suite", nights=3, total=4, price_cents=5) == {
        "outcome": "updated",
        "nights": 3,
    }
    assert hotel.rows(
        """select night::text, inv_total, price_cents, currency from ari
           where room_type = 'suite' order by night"""
    ) == [(f"2030-03-{day}", 4, 5, "brl") for day in (10, 11, 12)]


def test_what_is_not_given_stays_as_it_is(hotel: Hotel) -> None:
    hotel.set_ari(nights=1, total=9)
    hotel.set_ari(nights=1, price_cents=123)
    assert hotel.rows("select inv_total, price_cents from ari where night = %s", FIRST_NIGHT) == [
        (9, 123)
    ]


def test_a_total_below_what_is_sold_closes_the_rest_and_names_the_nights(hotel: Hotel) -> None:
    hotel.hold(first=1)
    hotel.hold(first=5, nights=1)
    assert hotel.set_ari(total=0) == {
        "outcome": "updated",
        "nights": 30,
        "short": [
            {"first_night": "2030-03-11", "last_night": "2030-03-12"},
            {"first_night": "2030-03-15", "last_night": "2030-03-15"},
        ],
    }
    assert [hotel.night(offset=offset) for offset in (0, 1, 2, 3, 5)] == [
        (0, 0, 0),
        (1, 0, 1),
        (1, 0, 1),
        (0, 0, 0),
        (1, 0, 1),
    ]


def test_rooms_that_come_back_to_a_closed_night_are_not_sold_again(hotel: Hotel) -> None:
    hotel.hold(nights=1, rooms=[{"room_type": "standard", "quantity": 2}])
    hotel.set_ari(nights=1, total=1)
    hotel.call("expire", now=NOON.replace(hour=13))
    assert hotel.night() == (1, 0, 0)
    assert hotel.value("select count(*) from ari where inv_wanted is not null") == 0


def test_a_hold_cannot_raise_a_total_that_was_lowered(hotel: Hotel) -> None:
    hotel.hold(nights=1)
    hotel.set_ari(nights=1, total=0)
    assert hotel.hold(nights=1, adults=1)[1]["outcome"] == "sold_out"
    with pytest.raises(Refused, match="23514"):
        hotel.rows("select move_rooms(array(select id from holds), 1, 0)")


def test_a_total_down_to_what_is_sold_is_fine(hotel: Hotel) -> None:
    hotel.hold()
    assert hotel.set_ari(nights=1, total=1) == {"outcome": "updated", "nights": 1}


def test_the_order_of_receipt_decides_whatever_order_updates_run_in(hotel: Hotel) -> None:
    older = hotel.event("ari_updated", ARI | {"total": 5}, property_id=PROPERTY)
    newer = hotel.event("ari_updated", ARI | {"total": 0}, property_id=PROPERTY)
    assert hotel.step("set_ari", newer)["outcome"] == "updated"
    assert hotel.step("set_ari", older) == {"outcome": "stale"}
    assert hotel.night()[0] == 0


def test_each_value_of_each_night_has_its_own_order(hotel: Hotel) -> None:
    older = hotel.event(
        "ari_updated", ARI | {"last_night": "2030-03-11", "total": 7}, property_id=PROPERTY
    )
    newer = hotel.event("ari_updated", ARI | {"total": 4, "price_cents": 800}, property_id=PROPERTY)
    newest = hotel.event(
        "ari_updated", ARI | {"total": 6, "price_cents": None}, property_id=PROPERTY
    )
    for event_id in (newest, newer, older):
        hotel.step("set_ari", event_id)
    assert hotel.rows("select inv_total, price_cents from ari order by night limit 2") == [
        (6, 800),
        (7, 900),
    ]
    assert hotel.step("set_ari", older) == {"outcome": "updated", "nights": 1, "stale_nights": 1}


@pytest.mark.parametrize(
    ("first", "second", "total"),
    [
        ({"sequence": 8}, {"sequence": 7}, 3),
        ({"sequence": 7}, {"sequence": 8}, 4),
        ({"sequence": 8}, {"sequence": 8}, 4),
        ({"sequence": 8, "sender": "pms"}, {"sequence": 7, "sender": "channel"}, 4),
        ({"sent_at": "2030-03-01T12:00:00Z"}, {"sent_at": "2030-03-01T08:59:59-03:00"}, 3),
        ({"sent_at": "2030-03-01T12:00:00Z"}, {"sent_at": "2030-03-01T09:00:01-03:00"}, 4),
        ({"sequence": 8}, {}, 4),
        ({"sent_at": "2030-03-01T12:00:00Z"}, {"sequence": 1}, 4),
    ],
)
def test_the_senders_own_order_counts_more_than_that_of_receipt(
    hotel: Hotel, first: dict[str, Any], second: dict[str, Any], total: int
) -> None:
    for order, said in ((first, 3), (second, 4)):
        hotel.step(
            "set_ari",
            hotel.event("ari_updated", ARI | order | {"total": said}, property_id=PROPERTY),
        )
    assert hotel.night()[0] == total


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"room_type": None}, "missing", "payload.room_type"),
        ({"room_type": "Não Cabe"}, "invalid_text", "payload.room_type"),
        ({"first_night": "10/03/2030"}, "invalid_date", "payload.first_night"),
        ({"first_night": "2030-02-30"}, "invalid_date", "payload.first_night"),
        ({"last_night": "2030-03-09"}, "reversed_dates", "payload.last_night"),
        ({"last_night": "2039-03-09"}, "reversed_dates", "payload.last_night"),
        ({"total": -1}, "invalid_integer", "payload.total"),
        ({"total": 1.5}, "invalid_integer", "payload.total"),
        ({"total": "3"}, "invalid_integer", "payload.total"),
        ({"price_cents": 0}, "invalid_integer", "payload.price_cents"),
        ({"min_stay": 0}, "invalid_integer", "payload.min_stay"),
        ({"stop_sell": "yes"}, "invalid_boolean", "payload.stop_sell"),
        ({"sequence": "7"}, "invalid_integer", "payload.sequence"),
        ({"sent_at": "2030-03-01T12:00:00"}, "invalid_time", "payload.sent_at"),
    ],
)
def test_bad_input_is_refused_with_its_path(
    hotel: Hotel, changes: dict[str, Any], code: str, path: str
) -> None:
    event_id = hotel.event("ari_updated", ARI | changes, property_id=PROPERTY)
    before = hotel.snapshot()
    with pytest.raises(Refused) as refused:
        hotel.step("set_ari", event_id)
    assert (refused.value.state, refused.value.code, refused.value.path) == ("XH400", code, path)
    assert hotel.snapshot() == before


def test_rooms_without_a_property_are_refused(hotel: Hotel) -> None:
    with pytest.raises(Refused) as refused:
        hotel.step("set_ari", hotel.event("ari_updated", ARI))
    assert (refused.value.code, refused.value.path) == ("missing", "property_id")


@pytest.mark.parametrize(
    ("options", "state", "code"),
    [
        ({"rooms": 1}, "XH400", "unknown_option"),
        ({"time_zone": "America/Nowhere"}, "XH400", "invalid_property"),
        ({"hold_for": "soon"}, "XH400", "invalid_property"),
        ({"hold_for": "0 minutes"}, "XH400", "invalid_property"),
        ({"payment_methods": ["boleto"]}, "XH400", "invalid_property"),
        ({"payment_methods": []}, "XH400", "invalid_property"),
        ({"pix_expires_after": "30 seconds"}, "XH400", "invalid_property"),
        ({"hold_for": "25 hours"}, "XH400", "invalid_property"),
        ({"currency": "usd", "payment_methods": ["card", "pix"]}, "XH400", "invalid_property"),
        ({"currency": None}, "XH400", "invalid_property"),
        ({"currency": "usd", "payment_methods": ["card"]}, "XH409", "currency_in_use"),
    ],
)
def test_a_property_refuses_what_it_cannot_be(
    hotel: Hotel, options: dict[str, Any], state: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        hotel.call("set_property", id=PROPERTY, name="P", options=options)
    assert (refused.value.state, refused.value.code) == (state, code)


def test_a_property_keeps_what_the_options_leave_out(hotel: Hotel) -> None:
    hotel.call(
        "set_property",
        id=PROPERTY,
        name="P",
        options={"hold_for": "5 minutes", "payment_methods": ["card"]},
    )
    hotel.call("set_property", id=PROPERTY, name="Q")
    assert hotel.rows("select name, hold_for::text, payment_methods, currency from properties") == [
        ("Q", "00:05:00", ["card"], "brl")
    ]
