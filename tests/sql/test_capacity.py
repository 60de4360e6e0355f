"""Who fits into a room, what one more guest costs, the rules of the house: as quoted, so held."""

from datetime import timedelta
from typing import Any

import pytest

from tests.sql.hotel import FIRST_NIGHT, GUEST, NOON, PROPERTY, Hotel, Refused

DOUBLE = {"adults": 2, "children": 1}
FAMILY = {"adults": 3, "children": 2}


@pytest.fixture
def inn(hotel: Hotel) -> Hotel:
    """Doubles for two and a child; family rooms for three and two children."""
    hotel.set_ari("family", total=1, price_cents=20_000)
    for room_type, beds in (("standard", DOUBLE), ("family", FAMILY)):
        hotel.call("set_room_type", property_id=PROPERTY, id=room_type, options=beds)
    return hotel


def outcomes(hotel: Hotel, nights: int = 2, first: int = 0, **changes: Any) -> tuple[Any, Any]:
    """What the quote says, and what the hold says."""
    check_in = FIRST_NIGHT + timedelta(days=first)
    rooms = changes.pop("rooms", [{"room_type": "standard", "quantity": 1}])
    quote = hotel.call(
        "quote_stay",
        property_id=PROPERTY,
        check_in=check_in,
        check_out=check_in + timedelta(days=nights),
        rooms=rooms,
        now=NOON,
        party=changes,
    )
    _, held = hotel.hold(nights=nights, first=first, rooms=rooms, **changes)
    return quote, held


@pytest.mark.parametrize(
    ("party", "fits"),
    [
        ({"adults": 2}, True),
        ({"adults": 2, "children_ages": [3]}, True),
        ({"adults": 1, "children_ages": [3, 8]}, True),
        ({}, True),
        ({"adults": 3}, False),
        ({"adults": 2, "children_ages": [3, 8]}, False),
        ({"adults": 2, "children": 2}, False),
        ({"adults": 40, "children": 20}, False),
    ],
)
def test_a_room_takes_as_many_as_it_has_beds_for(
    inn: Hotel, party: dict[str, Any], fits: bool
) -> None:
    quote, held = outcomes(inn, **party)
    assert (quote["outcome"], held["outcome"]) == (
        ("available", "held") if fits else ("over_capacity", "over_capacity")
    )
    assert inn.value("select count(*) from holds") == int(fits)


def test_who_does_not_fit_hears_what_would(inn: Hotel) -> None:
    assert outcomes(inn, adults=3)[1] == {"outcome": "over_capacity", "room_types": ["family"]}
    assert outcomes(inn, adults=9)[1] == {"outcome": "over_capacity", "room_types": []}
    two = [{"room_type": "standard", "quantity": 2}]
    assert outcomes(inn, adults=4, children_ages=[1, 2], rooms=two)[1]["outcome"] == "held"


def test_a_type_of_which_nothing_was_said_sleeps_no_coach(hotel: Hotel) -> None:
    assert outcomes(hotel, adults=40, children=20)[1]["outcome"] == "over_capacity"


@pytest.mark.parametrize(
    ("party", "extra_a_night"),
    [
        ({"adults": 2}, 0),
        ({"adults": 3}, 5_001),
        ({"adults": 2, "children_ages": [12]}, 5_001),
        ({"adults": 2, "children_ages": [11]}, 2_500),
        ({"adults": 2, "children_ages": [5]}, 0),
        ({"adults": 2, "children": 1}, 5_001),
        ({"adults": 1, "children_ages": [11, 4]}, 0),
        ({"adults": 2, "children_ages": [4, 11, 12]}, 7_501),
        ({}, 0),
    ],
)
def test_guests_beyond_the_included_ones_pay_by_their_age(
    inn: Hotel, party: dict[str, Any], extra_a_night: int
) -> None:
    ages = {"extra_guest_cents": 5_001, "child_free_until": 5, "child_half_until": 11}
    inn.call("set_room_type", property_id=PROPERTY, id="family", options={"included": 2} | ages)
    quote, held = outcomes(inn, rooms=[{"room_type": "family", "quantity": 1}], **party)
    assert quote["extra_guests_cents"] == 2 * extra_a_night
    assert quote["amount_cents"] == held["amount_cents"] == 2 * (20_000 + extra_a_night)
    assert inn.value("select extra_guests_cents from holds") == 2 * extra_a_night


def test_a_hold_knows_who_comes(inn: Hotel) -> None:
    outcomes(inn, adults=1, children_ages=[4, 0])
    assert inn.rows("select adults, children from holds") == [(1, [4, 0])]


@pytest.mark.parametrize(
    ("rules", "stay", "outcome"),
    [
        ({"min_stay": 3}, {"nights": 2}, {"outcome": "min_stay", "min_stay": 3}),
        ({"min_stay": 3}, {"nights": 3}, None),
        ({"min_stay": 3}, {"nights": 2, "first": 1}, None),
        ({"closed_to_arrival": True}, {}, {"outcome": "closed_to_arrival"}),
        ({"closed_to_arrival": True}, {"first": 1}, None),
        ({"stop_sell": True}, {}, {"outcome": "sold_out"}),
        ({"stop_sell": True}, {"first": 1}, None),
    ],
)
def test_the_rules_of_a_night_decide(
    hotel: Hotel, rules: dict[str, Any], stay: dict[str, Any], outcome: dict[str, Any] | None
) -> None:
    hotel.set_ari(nights=1, **rules)
    quote, held = outcomes(hotel, **stay)
    if outcome is None:
        assert (quote["outcome"], held["outcome"]) == ("available", "held")
    else:
        assert (quote, held) == (outcome, outcome)


def test_nobody_leaves_on_a_day_closed_to_departure(hotel: Hotel) -> None:
    hotel.set_ari(nights=4, closed_to_departure=True)
    hotel.set_ari(nights=3, closed_to_departure=False)
    assert outcomes(hotel, nights=3)[1] == {"outcome": "closed_to_departure"}
    assert outcomes(hotel, nights=2)[1]["outcome"] == "held"


@pytest.mark.parametrize("ages", [[18], [-1], [1.5], ["3"], "3", [None], list(range(17)) * 7])
def test_ages_are_whole_years_of_children(hotel: Hotel, ages: Any) -> None:
    event_id = hotel.request(guest=GUEST, children_ages=ages)
    with pytest.raises(Refused) as refused:
        hotel.step("create_hold", event_id)
    assert (refused.value.code, refused.value.path) == ("invalid_ages", "payload.children_ages")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"adults": 0}, "invalid_room_type"),
        ({"included": 9}, "invalid_room_type"),
        ({"extra_guest_cents": -1}, "invalid_room_type"),
        ({"child_free_until": 18}, "invalid_room_type"),
        ({"adults": "two"}, "invalid_room_type"),
        ({"beds": 2}, "unknown_option"),
    ],
)
def test_a_room_type_that_makes_no_sense_is_refused(
    hotel: Hotel, options: dict[str, Any], code: str
) -> None:
    before = hotel.snapshot()
    with pytest.raises(Refused, match=code):
        hotel.call("set_room_type", property_id=PROPERTY, id="standard", options=options)
    assert hotel.snapshot() == before


def test_a_room_type_needs_its_property(hotel: Hotel) -> None:
    with pytest.raises(Refused, match="unknown_property"):
        hotel.call("set_room_type", property_id="nowhere", id="standard")
