"""What no webhook told is read from Stripe's own list of events."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.functions.bookings import held, pay, session, settle_pix
from tests.functions.conftest import post, step
from tests.functions.money.conftest import Money


def soon(minutes: int = 3) -> str:
    """A time by which all that was just done is old enough to be read."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


@pytest.fixture
def money(hotel: str, connection: Any) -> Money:
    _, hold_id, session_id = held()
    sweep()  # what other tests left on the account
    return Money(hotel, connection, hold_id, session_id)


def sweep(minutes: int = 3) -> list[dict[str, Any]]:
    """The events that were missing, once everything has been read."""
    missing: list[dict[str, Any]] = []
    while True:
        answer = post("sweep-payments", {"now": soon(minutes)}).get_json()
        missing += answer["events"]
        if answer["outcome"] == "swept":
            return missing


def of(money: Money, missing: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Type and id of the missing events of this money, the oldest first."""
    rows = money.rows(
        """select event_type, id from events
           where payload->>'session_id' = %s or payload->>'payment_intent' = %s
           order by receipt desc""",
        money.session_id,
        session(money.stripe, money.session_id)["payment_intent"] or "",
    )
    ids = {event["event_id"] for event in missing}
    return [(kind, event_id) for kind, event_id in rows if event_id in ids]


def test_a_paid_session_whose_webhook_never_came_becomes_a_stay(money: Money) -> None:
    pay(money.stripe, money.session_id)
    [(kind, event_id)] = of(money, sweep())
    assert kind == "payment_succeeded"
    assert step("convert", event_id)["outcome"] == "converted"
    assert of(money, sweep()) == []


def test_money_that_even_the_list_of_events_leaves_out_is_found(
    money: Money, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotelly.payments.sweep.STRIPE_TYPES", ["customer.created"])
    pay(money.stripe, money.session_id)
    [(kind, event_id)] = of(money, sweep(65))
    assert kind == "payment_succeeded"
    assert step("convert", event_id)["outcome"] == "converted"
    money.refund_there(amount=1000)
    money.at_stripe(f"/_control/sessions/{money.session_id}/dispute")
    found = of(money, sweep(65))
    assert sorted(kind for kind, _ in found) == ["dispute_changed", "refund_changed"]
    for _, event_id in found:
        step("sync-payment", event_id)
    status, _, tasks = money.state()
    assert (status, tasks) == ("succeeded", ["answer_dispute"])
    assert money.closes()
    assert of(money, sweep(65)) == []


def test_a_pix_and_a_refund_that_no_webhook_told_of_are_found(money: Money) -> None:
    pay(money.stripe, money.session_id, "pix")
    settle_pix(money.stripe, money.session_id, paid=True)
    money.refund_there(amount=1000)
    found = of(money, sweep())
    assert [kind for kind, _ in found] == [
        "payment_pending",
        "payment_succeeded",
        "refund_changed",
        "refund_changed",
    ]
    for kind, event_id in found:
        step("sync-payment" if kind == "refund_changed" else "convert", event_id)
    assert money.state() == ("succeeded", "partly_refunded", [])
    assert money.closes()


def test_an_event_whose_webhook_came_is_known(money: Money) -> None:
    pay(money.stripe, money.session_id)
    first = of(money, sweep())
    money.rows("update sweep_marks set read_to = read_to - interval '1 hour' returning name")
    assert (len(first), of(money, sweep())) == (1, [])


def test_a_sweep_that_has_been_away_reads_piece_by_piece(money: Money) -> None:
    money.rows("update sweep_marks set read_to = read_to - interval '15 hours' returning name")
    outcomes = [post("sweep-payments", {"now": soon()}).get_json()["outcome"] for _ in range(3)]
    assert outcomes == ["behind", "behind", "swept"]
