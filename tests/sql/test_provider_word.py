"""A payment is ended by its provider's word alone, and rooms wait for it where they can."""

from datetime import datetime, timedelta

import pytest

from tests.sql.hotel import DEADLINE, MINUTE, NOON, RELEASE, Hotel, at_once


def release_at(hotel: Hotel) -> datetime:
    value: datetime = hotel.value("select release_at from holds")
    return value


def test_a_session_keeps_the_rooms_until_no_money_can_arrive_and_a_start_does_not(
    hotel: Hotel,
) -> None:
    event_id, _ = hotel.hold()
    hotel.step("start_payment", event_id)
    assert release_at(hotel) == DEADLINE
    hotel.open_session(event_id)
    assert release_at(hotel) == RELEASE


def test_of_two_runs_with_a_stale_start_both_take_the_new_attempt(hotel: Hotel) -> None:
    event_id, _ = hotel.hold()
    hotel.step("start_payment", event_id)
    later = NOON + 10 * MINUTE
    answers = at_once(hotel.url, 4, lambda one, _: one.step("start_payment", event_id, later))
    assert [answer["attempt"] for answer in answers] == [2] * 4


@pytest.mark.parametrize("ending", ["cancel", "expire"])
def test_a_start_whose_hold_has_ended_meanwhile_ends_too(hotel: Hotel, ending: str) -> None:
    event_id, held = hotel.hold()
    hotel.step("start_payment", event_id)
    if ending == "cancel":
        hotel.step("cancel", hotel.event("hold_cancelled", {"hold_id": held["hold_id"]}))
    else:
        assert hotel.call("expire", now=DEADLINE)["expired"] == 1
    later = hotel.step("start_payment", event_id, NOON + timedelta(days=3))
    assert later["outcome"] == "hold_not_active"


def test_the_payment_intent_tells_what_failed_whatever_the_event_says(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    failed = hotel.pay(
        session_id, hold_id, payment_status="unpaid", intent_status="requires_payment_method"
    )
    assert failed["outcome"] == "payment_failed"
    assert hotel.payments() == [("failed", None)]


def test_a_pix_whose_webhook_is_lost_is_looked_up_and_never_ended_on_our_clock(
    hotel: Hotel,
) -> None:
    _, hold_id, session_id = hotel.checkout()
    hotel.pay(session_id, hold_id, payment_status="unpaid")
    much_later = NOON + timedelta(days=2)
    swept = hotel.call("expire", now=much_later)
    assert (swept["expired"], swept["closing"]) == (0, [hold_id])
    assert hotel.status("holds", "id", hold_id) == "active"
    assert hotel.call("open_payment", hold_id=hold_id)["outcome"] == "processing"
    assert hotel.pay(session_id, hold_id, much_later)["outcome"] == "converted"


def test_an_open_session_of_a_scheduler_that_was_away_is_looked_up_first(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    swept = hotel.call("expire", now=NOON + timedelta(days=2))
    assert (swept["expired"], swept["closing"]) == (0, [hold_id])
    assert hotel.call("open_payment", hold_id=hold_id)["session_id"] == session_id


def test_money_on_its_way_postpones_the_next_look_and_keeps_the_rooms(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    hotel.pay(session_id, hold_id, payment_status="unpaid")
    until = RELEASE + timedelta(hours=1)
    hotel.call("postpone_payment", hold_id=hold_id, session_id=session_id, until=until, now=RELEASE)
    assert release_at(hotel) == until + 10 * MINUTE
    assert hotel.call("expire", now=until)["closing"] == []
    assert hotel.call("expire", now=until + 10 * MINUTE)["closing"] == [hold_id]


def test_settings_changed_in_mid_flight_change_nothing_that_was_promised(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    shorter = {"pix_expires_after": "1 minute", "payment_grace": "0 seconds"}
    hotel.call("set_property", id="pousada", name="P", options=shorter)
    paid_at = NOON + 30 * MINUTE
    hotel.pay(session_id, hold_id, paid_at, payment_status="unpaid")
    assert release_at(hotel) == paid_at + 40 * MINUTE


def test_a_payment_that_cannot_be_looked_up_is_asked_less_and_less_and_starves_nobody(
    hotel: Hotel,
) -> None:
    hotel.set_ari(total=9)
    stuck = {hotel.checkout(adults=number)[1] for number in (1, 2, 3)}
    asked, now = 0, DEADLINE
    for _ in range(60):
        asked += len(hotel.call("expire", limit=10, now=now)["closing"])
        now += MINUTE
    assert 3 * 6 <= asked <= 3 * 8
    _, fresh, _ = hotel.checkout(now - 20 * MINUTE)
    hotel.rows("update payments set ask_again_at = null")
    assert hotel.call("expire", limit=1, now=now)["closing"] == [fresh]
    found = {row[2]: row[10] for row in hotel.rows("select * from payments_without_reservation()")}
    assert {str(hold): why for hold, why in found.items()} == dict.fromkeys(
        stuck, "provider_silent"
    )


def test_one_sweep_at_a_time_has_the_field(hotel: Hotel) -> None:
    hotel.hold()
    assert hotel.call("expire", run="run-1", now=DEADLINE)["expired"] == 1
    assert hotel.call("expire", run="run-2", now=DEADLINE)["outcome"] == "busy"
    assert hotel.call("expire", run="run-1", now=DEADLINE)["expired"] == 0
    assert hotel.call("expire", run="run-2", now=DEADLINE)["outcome"] == "expired"
    hotel.call("take_lease", name="expire", holder="dead", **{"for": timedelta(seconds=-1)})
    assert hotel.call("expire", run="run-3", now=DEADLINE)["outcome"] == "expired"


def test_rooms_sold_again_past_the_release_leave_the_money_to_be_found(hotel: Hotel) -> None:
    hotel.set_ari(total=1)
    _, hold_id, session_id = hotel.checkout()
    hotel.pay(session_id, hold_id, payment_status="unpaid")
    assert hotel.hold(RELEASE)[1]["outcome"] == "held"
    assert hotel.status("payments", "hold_id", hold_id) == "processing"
    assert hotel.call("expire", now=RELEASE)["closing"] == [hold_id]
    assert hotel.pay(session_id, hold_id, RELEASE)["outcome"] == "late"
    assert hotel.is_conserved()


def test_news_of_money_keep_the_rooms(hotel: Hotel) -> None:
    hotel.set_ari(total=1)
    _, hold_id, session_id = hotel.checkout()
    event_id = hotel.event("payment_succeeded", {"session_id": session_id})
    assert hotel.hold(RELEASE)[1]["outcome"] == "sold_out"
    close = hotel.call("close_payment", hold_id=hold_id, session_id=session_id, now=RELEASE)
    assert close["hold_status"] == "active"
    assert hotel.call("expire", now=RELEASE)["expired"] == 0
    hotel.call("finish_event", event_id=event_id, execution_id="x", status="processed", result={})
    assert hotel.call("expire", now=RELEASE)["expired"] == 1


@pytest.mark.parametrize("state", ["open", "processing"])
def test_cancelling_leaves_the_payment_to_its_provider(hotel: Hotel, state: str) -> None:
    _, hold_id, session_id = hotel.checkout()
    if state == "processing":
        hotel.pay(session_id, hold_id, payment_status="unpaid")
    hotel.step("cancel", hotel.event("hold_cancelled", {"hold_id": hold_id}))
    assert hotel.status("payments", "hold_id", hold_id) == state
    assert hotel.call("expire", now=NOON + timedelta(hours=1))["closing"] == [hold_id]
    assert hotel.pay(session_id, hold_id)["outcome"] == "late"
