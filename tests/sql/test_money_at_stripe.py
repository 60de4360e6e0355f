"""Refunds and disputes that were made at Stripe itself are seen, and told to who has to act."""

import pytest

from tests.sql.hotel import NOON, Hotel
from tests.sql.late_money import books_close, kinds_of_tasks, paid_event, policy, refund, synced


@pytest.mark.parametrize(
    ("cancels", "tasks", "booked"), [(True, [], 0), (False, ["stay_without_money"], 1)]
)
def test_all_given_back_at_stripe_ends_the_stay_or_is_told(
    hotel: Hotel, cancels: bool, tasks: list[str], booked: int
) -> None:
    policy(hotel, "manual", refund_cancels_stay=cancels)
    _, hold_id, session_id = hotel.checkout()
    paid_event(hotel, session_id, hold_id, NOON)
    for _ in range(2):
        assert synced(hotel, hold_id, [refund(20_000)])["refunded_cents"] == 20_000
    assert hotel.rows("select status from payments") == [("refunded",)]
    assert hotel.rows("select requested_by, status from refunds") == [("stripe", "succeeded")]
    assert (kinds_of_tasks(hotel), hotel.night()[1]) == (tasks, booked)
    assert hotel.is_conserved()
    assert books_close(hotel)
    synced(hotel, hold_id, [refund(20_000, "failed")])
    assert books_close(hotel)
    assert kinds_of_tasks(hotel) == (["decide_payment"] if cancels else ["refund_failed"])


def test_a_part_given_back_at_stripe_is_seen_and_the_stay_stays(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    paid_event(hotel, session_id, hold_id, NOON)
    synced(hotel, hold_id, [refund(5_000)])
    assert hotel.payments() == [("succeeded", "partly_refunded")]
    assert hotel.rows("select stay_cents, refund_cents from money_book()") == [(15_000, 5_000)]


def test_money_that_went_back_before_its_event_was_run_makes_no_stay(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    paid_event(hotel, session_id, hold_id, NOON, refunded_cents=20_000)
    assert hotel.payments() == [("needs_manual", "refunded_at_stripe")]
    synced(hotel, hold_id, [refund(20_000)])
    assert hotel.payments() == [("refunded", "refunded_at_stripe")]
    assert (kinds_of_tasks(hotel), books_close(hotel)) == ([], True)


def test_a_refund_that_only_its_event_tells_of_is_looked_at_until_it_shows(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    paid_event(hotel, session_id, hold_id, NOON)
    assert synced(hotel, hold_id, [], claimed=True)["outcome"] == "refund_unconfirmed"
    assert hotel.payments() == [("succeeded", "refund_unconfirmed")]
    assert kinds_of_tasks(hotel) == ["refund_unconfirmed"]
    synced(hotel, hold_id, [refund(20_000)], claimed=True)
    assert kinds_of_tasks(hotel) == ["stay_without_money"]


@pytest.mark.parametrize(
    ("ends", "outcome", "tasks", "reason"),
    [
        (["needs_response", "won"], "dispute_won", [], None),
        (["needs_response", "lost"], "dispute_lost", ["dispute_lost"], "dispute_lost"),
        (["lost", "needs_response"], "dispute_lost", ["dispute_lost"], "dispute_lost"),
        (["needs_response"], "disputed", ["answer_dispute"], "disputed"),
    ],
)
def test_a_dispute_is_a_person_s_task_until_it_is_won(
    hotel: Hotel, ends: list[str], outcome: str, tasks: list[str], reason: str | None
) -> None:
    _, hold_id, session_id = hotel.checkout()
    paid_event(hotel, session_id, hold_id, NOON)
    for status in ends:
        dispute = {
            "id": "dp_1",
            "payment_intent": f"pi_{session_id}",
            "amount": 20_000,
            "currency": "brl",
            "status": status,
        }
        event_id = hotel.event("dispute_changed", {"object_id": "dp_1"})
        answer = hotel.step("record_dispute", event_id, dispute=dispute)
    assert answer["outcome"] == outcome
    assert (kinds_of_tasks(hotel), hotel.payments()) == (tasks, [("succeeded", reason)])


def test_money_of_something_else_on_the_same_account_is_left_alone(hotel: Hotel) -> None:
    answer = hotel.pay("cs_shirt", None)
    assert answer == {"outcome": "not_ours"}
    assert hotel.rows("select * from payments") == []
    event_id = hotel.event("refund_changed", {"object_id": "re_1"})
    refunds = [refund(5)]
    answer = hotel.step("record_refunds", event_id, payment_intent="pi_shirt", refunds=refunds)
    assert answer == {"outcome": "not_ours"}
