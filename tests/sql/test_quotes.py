"""What a stay would cost, and whether it can be had."""

from typing import Any

import pytest

from tests.sql.hotel import FIRST_NIGHT, NOON, PROPERTY, Hotel


def test_a_stay_is_quoted_by_night_and_quantity(hotel: Hotel) -> None:
    hotel.set_ari(nights=1, price_cents=15_000)
    assert quote(hotel, 2, 2) == {
        "outcome": "available",
        "amount_cents": 50_000,
        "extra_guests_cents": 0,
        "currency": "brl",
    }


def test_a_quote_says_why_there_is_none(hotel: Hotel) -> None:
    assert quote(hotel, 1, 3) == {"outcome": "sold_out"}
    assert quote(hotel, 31, 1) == {"outcome": "not_for_sale"}
    hotel.set_ari("dorm", nights=5, total=8)
    assert quote(hotel, 1, 1, "dorm") == {"outcome": "not_for_sale"}


def test_nights_in_the_past_are_told_as_such(hotel: Hotel) -> None:
    late = NOON.replace(day=11, hour=4)
    assert quote(hotel, 2, 1, now=late) == {"outcome": "not_for_sale", "reason": "in_the_past"}
    still_the_tenth_in_sao_paulo = late.replace(hour=2)
    assert quote(hotel, 2, 1, now=still_the_tenth_in_sao_paulo)["outcome"] == "available"


def test_a_quote_changes_nothing_and_counts_lapsed_holds_as_free(hotel: Hotel) -> None:
    hotel.hold(rooms=[{"room_type": "standard", "quantity": 2}])
    before = hotel.snapshot()
    assert quote(hotel, 2, 1)["outcome"] == "sold_out"
    assert quote(hotel, 2, 1, now=NOON.replace(hour=13))["outcome"] == "available"
    assert hotel.snapshot() == before


def quote(
    hotel: Hotel, nights: int, quantity: int, room_type: str = "standard", now: Any = NOON
) -> Any:
    return hotel.call(
        "quote_stay",
        property_id=PROPERTY,
        check_in=FIRST_NIGHT,
        check_out=FIRST_NIGHT.fromordinal(FIRST_NIGHT.toordinal() + nights),
        rooms=[{"room_type": room_type, "quantity": quantity}],
        now=now,
    )


@pytest.mark.parametrize(("price", "outcome"), [(24, "not_for_sale"), (25, "available")])
def test_less_than_stripe_takes_is_not_for_sale(hotel: Hotel, price: int, outcome: str) -> None:
    hotel.set_ari(price_cents=price)
    assert quote(hotel, 2, 1)["outcome"] == outcome


@pytest.mark.parametrize(
    ("price", "outcome"), [(50_000_000, "not_for_sale"), (49_999_999, "available")]
)
def test_more_than_stripe_takes_is_not_for_sale(hotel: Hotel, price: int, outcome: str) -> None:
    hotel.set_ari(price_cents=price)
    assert quote(hotel, 2, 1)["outcome"] == outcome
