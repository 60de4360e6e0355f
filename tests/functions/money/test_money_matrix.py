"""The table of docs/MONEY.md: what becomes of money, over HTTP against the Stripe stand-in."""

import httpx
import pytest

from tests.functions.bookings import pay, payment_event, request_hold, session, settle_pix
from tests.functions.conftest import send_event, step
from tests.functions.money.conftest import Money, new_session


@pytest.mark.parametrize("times", [1, 2])
def test_money_in_time_is_a_stay_whatever_the_policy(money: Money, times: int) -> None:
    pay(money.stripe, money.session_id)
    outcome = money.news(payment_event(money.session_id), times)
    assert outcome == "converted"
    assert money.state() == ("succeeded", None, [])
    assert money.closes()


@pytest.mark.parametrize("free_again", [True, False])
def test_late_money_goes_by_the_policy(policy: str, money: Money, free_again: bool) -> None:
    pay(money.stripe, money.session_id, "pix")
    step("convert", payment_event(money.session_id, "payment_pending"))
    money.rows("update holds set release_at = now(), expires_at = now() returning id")
    money.rows(
        """update events set status = 'processed', result = '{}', finished_at = now()
           where event_type = 'payment_pending' returning id"""
    )
    taken = step("create-hold", request_hold(guest={"name": "Bia", "phone": "+5511911112222"}))
    assert taken["outcome"] == "held"
    if free_again:
        step("cancel", send_event("hold_cancelled", {"hold_id": taken["hold_id"]}))
    settle_pix(money.stripe, money.session_id, paid=True)
    event_id = payment_event(money.session_id)
    outcome = money.news(event_id, times=2)
    expected = {
        "manual": ("manual", ("needs_manual", "late", ["decide_payment"])),
        "refund": ("refunded", ("refunded", "late", [])),
        "rebook": ("rebooked", ("succeeded", None, []))
        if free_again
        else ("manual", ("needs_manual", "late", ["decide_payment"])),
    }
    assert (outcome, money.state()) == expected[policy]
    assert money.closes()


@pytest.mark.parametrize("kind", ["cancelled", "twice"])
def test_money_without_any_use_is_refunded_or_waits(policy: str, money: Money, kind: str) -> None:
    if kind == "cancelled":
        pay(money.stripe, money.session_id)
        step("cancel", send_event("hold_cancelled", {"hold_id": money.hold_id}))
    else:  # a second session of the same hold, paid as well
        cents = session(money.stripe, money.session_id)["amount_total"]
        second = new_session(money.stripe, money.hold_id, "brl", cents)
        pay(money.stripe, money.session_id)
        money.news(payment_event(money.session_id))
        money.session_id = second
        pay(money.stripe, second)
    outcome = money.news(payment_event(money.session_id), times=2)
    reason = "late" if kind == "cancelled" else "already_paid"
    if policy == "refund":
        assert (outcome, money.state()) == ("refunded", ("refunded", reason, []))
    else:
        waiting = ("needs_manual", reason, ["decide_payment"])
        assert (outcome, money.state()) == ("manual", waiting)
    assert money.closes()


def test_a_full_refund_at_stripe_is_seen_and_the_stay_told_to_a_person(money: Money) -> None:
    pay(money.stripe, money.session_id)
    money.news(payment_event(money.session_id))
    refund_id = money.refund_there()
    for _ in range(2):
        assert money.told("refund_changed", refund_id) == "synced"
    assert money.state() == ("refunded", None, ["stay_without_money"])
    assert money.closes()


def test_a_part_refunded_at_stripe_is_seen(money: Money) -> None:
    pay(money.stripe, money.session_id)
    money.news(payment_event(money.session_id))
    money.told("refund_changed", money.refund_there(amount=1000))
    assert money.state() == ("succeeded", "partly_refunded", [])
    assert money.closes()


def test_money_refunded_at_stripe_before_its_event_is_run_makes_no_stay(money: Money) -> None:
    pay(money.stripe, money.session_id)
    refund_id = money.refund_there()
    early = send_event("refund_changed", {"object_id": refund_id})
    assert step("sync-payment", early)["outcome"] == "not_ours"
    assert money.news(payment_event(money.session_id)) == "refunded"
    assert money.told("refund_changed", refund_id) == "synced"
    assert money.state() == ("refunded", "refunded_at_stripe", [])
    assert money.closes()


@pytest.mark.parametrize("won", [True, False])
def test_a_dispute_is_told_until_it_ends(money: Money, won: bool) -> None:
    pay(money.stripe, money.session_id)
    money.news(payment_event(money.session_id))
    dispute = money.at_stripe(f"/_control/sessions/{money.session_id}/dispute")["id"]
    assert money.told("dispute_changed", dispute) == "disputed"
    assert money.state() == ("succeeded", "disputed", ["answer_dispute"])
    money.at_stripe(f"/_control/disputes/{dispute}", won=won)
    ended = money.told("dispute_changed", dispute)
    assert ended == ("dispute_won" if won else "dispute_lost")
    lost = ("succeeded", "dispute_lost", ["dispute_lost"])
    assert money.state() == (("succeeded", None, []) if won else lost)


def test_a_refund_that_fails_days_later_is_a_task_again(money: Money) -> None:
    step("cancel", send_event("hold_cancelled", {"hold_id": money.hold_id}))
    pay(money.stripe, money.session_id)
    event_id = payment_event(money.session_id)
    money.news(event_id)
    [(payment_id,)] = money.rows("select id::text from payments")
    if money.state()[0] == "needs_manual":
        decision = {"payment_id": payment_id, "decision": "refund", "by": "Rita"}
        event_id = send_event("payment_resolution", decision)
        assert step("resolve-payment", event_id)["outcome"] == "refunding"
        assert step("refund-payment", event_id)["outcome"] == "refunded"
    [(refund_id,)] = money.rows("select provider_object_id from refunds")
    money.at_stripe(f"/_control/refunds/{refund_id}", status="failed")
    assert money.told("refund_changed", refund_id) == "synced"
    assert money.state() == ("needs_manual", "refund_failed", ["decide_payment"])
    assert money.closes()


def test_a_refund_whose_answer_is_lost_is_made_once(money: Money) -> None:
    step("cancel", send_event("hold_cancelled", {"hold_id": money.hold_id}))
    pay(money.stripe, money.session_id)
    event_id = payment_event(money.session_id)
    step("convert", event_id)
    if step("resolve-payment", event_id)["outcome"] != "refunding":
        return
    httpx.put(f"{money.stripe}/_control/faults", json={"lose": 1}).raise_for_status()
    assert step("refund-payment", event_id)["outcome"] == "refunded"
    assert money.closes()
