"""No money arrives after the rooms are free again, whatever it is paid with."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.sql.hotel import MINUTE, NOON, PROPERTY, Hotel, Refused


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        (date(2030, 3, 4), False),  # Carnival's Monday and Tuesday
        (date(2030, 3, 5), False),
        (date(2030, 3, 6), True),
        (date(2030, 4, 19), False),  # Good Friday
        (date(2030, 6, 20), False),  # Corpus Christi
        (date(2027, 3, 26), False),
        (date(2026, 11, 20), False),
        (date(2026, 11, 26), True),
        (date(2026, 11, 28), False),  # a Saturday
    ],
)
def test_banks_rest_on_weekends_and_national_holidays(
    hotel: Hotel, day: date, is_one: bool
) -> None:
    assert hotel.value("select is_bank_day(%s)", day) is is_one


def test_easter_is_where_the_almanac_has_it(hotel: Hotel) -> None:
    days = [hotel.value("select easter(%s)", year) for year in (1954, 1981, 2026, 2027, 2038, 2049)]
    assert days == [
        date(1954, 4, 18),
        date(1981, 4, 19),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
        date(2049, 4, 18),
    ]


def offered(hotel: Hotel, now: datetime = NOON, first: int = 0, **options: Any) -> list[str]:
    """The methods of a session that is opened at `now` for a stay from 10 March on."""
    hotel.call("set_property", id=PROPERTY, name="P", options=options)
    event_id = hotel.request(first=first)
    assert hotel.step("create_hold", event_id, now)["outcome"] == "held"
    methods: list[str] = hotel.step("start_payment", event_id, now)["payment_methods"]
    return methods


ALL = ["card", "pix", "boleto"]


@pytest.mark.parametrize(
    ("now", "methods"),
    [
        (NOON, ALL),
        (
            datetime(2030, 3, 6, 12, tzinfo=UTC),
            ["card", "pix"],
        ),  # known on the 12th
        (datetime(2030, 3, 10, 15, 30, tzinfo=UTC), ["card", "pix"]),  # the day of arrival
        (datetime(2030, 3, 11, 2, 20, tzinfo=UTC), ["card"]),  # 23:20 of it
    ],
)
def test_a_method_whose_money_would_come_after_the_guest_is_not_offered(
    hotel: Hotel, now: datetime, methods: list[str]
) -> None:
    assert offered(hotel, now, payment_methods=ALL) == methods


def test_a_slow_pix_is_not_offered_the_evening_before(hotel: Hotel) -> None:
    evening = datetime(2030, 3, 9, 22, tzinfo=UTC)
    slow: dict[str, Any] = {"pix_expires_after": "1 day", "payment_methods": ["pix", "card"]}
    assert offered(hotel, evening, **slow) == ["card"]


@pytest.mark.parametrize("methods", [["card"], ["card", "pix"], ["card", "boleto"], ALL])
@pytest.mark.parametrize("begun", range(0, 24, 5))
def test_the_rooms_stay_until_the_last_money_of_any_method(
    hotel: Hotel, methods: list[str], begun: int
) -> None:
    now = NOON + timedelta(hours=begun)
    hotel.call("set_property", id=PROPERTY, name="P", options={"payment_methods": methods})
    event_id = hotel.request()
    hotel.step("create_hold", event_id, now)
    hotel.open_session(event_id, now=now)
    [(last, release)] = hotel.rows(
        """select max(last_money(m, p.expires_at, p)), max(h.release_at)
           from payments p join holds h on h.id = p.hold_id, unnest(p.payment_methods) m"""
    )
    assert last == release >= now + 41 * MINUTE


def test_a_voucher_keeps_the_rooms_until_its_bank_has_spoken(hotel: Hotel) -> None:
    hotel.call("set_property", id=PROPERTY, name="P", options={"payment_methods": ALL})
    event_id, held = hotel.hold()
    hotel.open_session(event_id)
    [(session_id,)] = hotel.rows("select provider_object_id from payments")
    ends = datetime(2030, 3, 2, 2, 59, tzinfo=UTC)  # Friday 1 March in São Paulo, before Carnival
    hotel.call(
        "postpone_payment",
        hold_id=held["hold_id"],
        session_id=session_id,
        until=ends,
        now=NOON,
        method="boleto",
    )
    release = hotel.value("select release_at from holds")
    assert release == datetime(2030, 3, 7, 2, 59, tzinfo=UTC) + 10 * MINUTE  # Ash Wednesday


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"payment_methods": ["boleto"]}, "a boleto comes too late"),
        ({"payment_methods": ["card", "boleto"], "currency": "usd"}, "A boleto is paid in brl."),
        ({"boleto_days": 0}, "1 to 60 days"),
        ({"pix_expires_after": "15 days"}, "from 60 seconds to 14 days"),
        ({"hold_for": "25 hours"}, "24 hours at most"),
    ],
)
def test_a_setting_that_is_refused_says_why(
    hotel: Hotel, options: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused) as refusal:
        hotel.call("set_property", id="other", name="P", options=options)
    assert says in refusal.value.hint
