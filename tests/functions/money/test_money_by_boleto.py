"""The table of docs/MONEY.md: boletos, other currencies, and holds that nobody knows, over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hotelly import database as hotelly_database

from tests.functions.bookings import held, pay, payment_event, settle_pix
from tests.functions.conftest import post, send_event, step
from tests.functions.money.conftest import Money, new_session


def boleto(stripe: str) -> tuple[str, str]:
    """A hold whose guest has taken a voucher: the hold's and the session's ids."""
    options = {"payment_methods": ["card", "boleto"]}
    hotelly_database.call("set_property", id="farol", name="Farol", options=options)
    _, hold_id, session_id = held()
    pay(stripe, session_id, "boleto")
    return hold_id, session_id


@pytest.mark.parametrize("paid", [True, False])
def test_a_boleto_keeps_the_rooms_for_its_bank_days(
    policy: str, hotel: str, connection: Any, paid: bool
) -> None:
    hold_id, session_id = boleto(hotel)
    money = Money(hotel, connection, hold_id, session_id)
    assert money.news(payment_event(session_id, "payment_pending")) == "awaiting_payment"
    [(days,)] = money.rows("select extract(day from release_at - now())::integer from holds")
    assert 3 <= days <= 10
    later = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    assert post("expire", {"now": later}).get_json()["expired"] == 0
    settle_pix(hotel, session_id, paid=paid)
    outcome = money.news(
        payment_event(session_id, "payment_succeeded" if paid else "payment_failed")
    )
    assert outcome == ("converted" if paid else "payment_failed")
    assert money.state() == (("succeeded" if paid else "failed"), None, [])
    assert money.closes()


def test_a_boleto_that_comes_too_late_has_no_way_back_and_is_told(
    policy: str, hotel: str, connection: Any
) -> None:
    hold_id, session_id = boleto(hotel)
    money = Money(hotel, connection, hold_id, session_id)
    money.news(payment_event(session_id, "payment_pending"))
    step("cancel", send_event("hold_cancelled", {"hold_id": hold_id}))
    settle_pix(hotel, session_id, paid=True)
    outcome = money.news(payment_event(session_id), times=2)
    assert outcome == ("refund_failed" if policy == "refund" else "manual")
    reason = "refund_failed" if policy == "refund" else "late"
    assert money.state() == ("needs_manual", reason, ["decide_payment"])
    assert money.closes()


@pytest.mark.parametrize(("currency", "cents"), [("usd", 123450), ("brl", 123449)])
def test_another_currency_or_amount_is_no_stay(
    money: Money, policy: str, currency: str, cents: int
) -> None:
    money.session_id = new_session(money.stripe, money.hold_id, currency, cents)
    pay(money.stripe, money.session_id)
    outcome = money.news(payment_event(money.session_id), times=2)
    if policy == "refund":
        assert (outcome, money.state()) == ("refunded", ("refunded", "amount_mismatch", []))
    else:
        waiting = ("needs_manual", "amount_mismatch", ["decide_payment"])
        assert (outcome, money.state()) == ("manual", waiting)
    assert money.closes()


def test_money_for_a_hold_that_nobody_knows_waits_for_a_person(money: Money) -> None:
    money.session_id = new_session(money.stripe, str(uuid4()), "brl", 5000)
    pay(money.stripe, money.session_id)
    assert money.news(payment_event(money.session_id), times=2) == "unknown_hold"
    assert money.state() == ("needs_manual", "unknown_hold", ["decide_payment"])
    assert money.closes()
