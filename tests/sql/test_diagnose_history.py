"""The hourly checks look at what goes on; the past is looked at in slices without a gap."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.sql.hotel import FIRST_NIGHT, NOON, PROPERTY, Hotel

LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def stayed(hotel: Hotel) -> Hotel:
    """Counters and payments that went wrong ten years ago."""
    _, hold_id, session_id = hotel.checkout()
    hotel.pay(session_id, hold_id)
    hotel.rows(
        """insert into ari (property_id, room_type, night, inv_total, inv_held, currency)
           values (%s, 'standard', %s, 3, 1, 'brl')""",
        PROPERTY,
        LONG_AGO,
    )
    hotel.rows(
        "update reservations set status = 'cancelled', cancelled_at = %s where hold_id = %s",
        NOON,
        hold_id,
    )
    hotel.rows("update payments set updated_at = %s where hold_id = %s", LONG_AGO, hold_id)
    return hotel


def slices(hotel: Hotel, days: int = 400) -> list[Any]:
    """What every slice answers, from the oldest on."""
    found, start = [], "0001-01-01"
    while start:
        answer = hotel.call("diagnose_history", **{"from": start}, days=days, now=NOON)
        found.append(answer)
        start = answer["next"]
    return found


def test_the_hourly_checks_leave_the_past_alone(stayed: Hotel) -> None:
    assert stayed.rows("select * from reconcile_ari_vs_holds() where night = %s", LONG_AGO) == []
    assert stayed.rows("select * from payments_without_reservation(%s)", NOON) == []


def test_the_slices_of_the_past_find_what_the_hourly_checks_left_out(stayed: Hotel) -> None:
    first, *later = slices(stayed)
    assert [(each["check"], each["count"]) for each in first["findings"]] == [
        ("money_unexplained", 1),
        ("payments_without_reservation", 1),
        ("reconcile_ari_vs_holds", 1),
    ]
    assert first["findings"][2]["ids"] == [f"{PROPERTY}/standard/{LONG_AGO}"]
    assert len(later) == (NOON.date() - LONG_AGO).days // 400


def test_the_slices_meet_without_a_gap_and_go_past_today(stayed: Hotel) -> None:
    found = slices(stayed, days=1000)
    starts = [date.fromisoformat(each["next"]) for each in found[:-1]]
    assert starts == [LONG_AGO + timedelta(days=1000 * n) for n in range(1, len(found))]
    assert starts[-1] <= NOON.date() < starts[-1] + timedelta(days=1000)


def test_what_goes_on_is_found_at_once(hotel: Hotel) -> None:
    hotel.rows("update ari set inv_held = 1 where night = %s", FIRST_NIGHT)
    assert [row[2] for row in hotel.rows("select * from reconcile_ari_vs_holds()")] == [FIRST_NIGHT]
    _, hold_id, session_id = hotel.checkout(first=2)
    hotel.pay(session_id, hold_id)
    hotel.rows(
        "update reservations set status = 'cancelled', cancelled_at = %s where hold_id = %s",
        NOON,
        hold_id,
    )
    rows = hotel.rows("select why from payments_without_reservation(%s)", NOON + timedelta(days=7))
    assert rows == [("succeeded_without_reservation",)]
