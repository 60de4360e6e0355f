"""Every step is done once: again, or by several at once, it answers what was recorded."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sql.hotel import FIRST_NIGHT, GUEST, NOON, PROPERTY, Hotel, Refused, at_once
from tests.sql.late_money import late_money, policy, refund, resolve

Step = Callable[[Hotel], Any]
Preparation = Callable[[Hotel], tuple[str, dict[str, Any]]]


def ari(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    night = str(FIRST_NIGHT)
    payload = {
        "room_type": "suite",
        "first_night": night,
        "last_night": night,
        "total": 1,
        "price_cents": 1,
    }
    return hotel.event("ari_updated", payload, property_id=PROPERTY), {}


def request(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    return hotel.request(), {}


def held(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    return hotel.hold()[0], {}


def started(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    event_id, _ = hotel.hold()
    payment_id = hotel.step("start_payment", event_id)["payment_id"]
    return event_id, {
        "payment_id": payment_id,
        "session_id": "cs_1",
        "url": "https://pay.example/c",
    }


def paid(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    _, hold_id, session_id = hotel.checkout()
    session = {
        "session_id": session_id,
        "status": "complete",
        "payment_status": "paid",
        "amount_total": 20_000,
        "currency": "brl",
        "hold_id": hold_id,
    }
    return hotel.event("payment_succeeded", {"session_id": session_id}), {"session": session}


def cancelled(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    return hotel.event("hold_cancelled", {"hold_id": hotel.hold()[1]["hold_id"]}), {}


def lead(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    return hotel.event("lead_created", GUEST), {}


def message(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    return hotel.event("message_received", {**GUEST, "message_id": "M1", "text": "Olá"}), {}


def taken_back(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    hotel.step("save_message", message(hotel)[0])
    return hotel.event("message_deleted", {**GUEST, "message_id": "M1"}), {}


def talked(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    payload = {**GUEST, "message_id": "M1", "text": "oi"}
    event_id = hotel.event("message_received", payload, property_id=PROPERTY)
    hotel.step("save_message", event_id)
    return event_id, {"turns": 0, "turn": {"reply": "Olá!", "slots": {}, "asked": "check_in"}}


def preferred(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    payload = {"phone": GUEST["phone"], "wants": "stop"}
    return hotel.event("preference_changed", payload), {}


def taken_over(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    payload = {**GUEST, "message_id": "S1", "text": "Oi, aqui é a Rita"}
    return hotel.event("staff_replied", payload, property_id=PROPERTY), {}


def of_a_lead(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    lead_id = hotel.step("upsert_lead", lead(hotel)[0])["lead_id"]
    hotel.step("mark_won", hotel.event("won", {}, lead_id=lead_id))
    return hotel.event("any", {"to_stage": "qualificado"}, lead_id=lead_id), {}


def of_a_new_lead(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    lead_id = hotel.step("upsert_lead", lead(hotel)[0])["lead_id"]
    return hotel.event("any", {}, lead_id=lead_id), {}


def late(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    policy(hotel, "refund")
    return late_money(hotel)[0], {}


def refunding(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    event_id, _ = late(hotel)
    refund_id = resolve(hotel, event_id)["refund_id"]
    return event_id, {
        "refund_id": refund_id,
        "status": "succeeded",
        "provider_object_id": "re_1",
    }


def told_of_a_refund(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    hold_id = late_money(hotel)[1]
    intent = hotel.value("select payment_intent from payments where hold_id = %s", hold_id)
    event_id = hotel.event("refund_changed", {"object_id": "re_1"})
    return event_id, {"payment_intent": intent, "refunds": [refund(5_000)]}


def told_of_a_dispute(hotel: Hotel) -> tuple[str, dict[str, Any]]:
    event_id, more = told_of_a_refund(hotel)
    dispute = {"id": "dp_1", "payment_intent": more["payment_intent"], "amount": 20_000}
    return event_id, {"dispute": {**dispute, "currency": "brl", "status": "needs_response"}}


STEPS: dict[str, Preparation] = {
    "set_ari": ari,
    "create_hold": request,
    "start_payment": held,
    "record_checkout": started,
    "convert": paid,
    "cancel": cancelled,
    "resolve_payment": late,
    "record_refund": refunding,
    "record_refunds": told_of_a_refund,
    "record_dispute": told_of_a_dispute,
    "upsert_lead": lead,
    "save_message": message,
    "update_message": taken_back,
    "record_turn": talked,
    "note_staff_reply": taken_over,
    "set_preference": preferred,
    "move_stage": of_a_lead,
    "register_proposal": of_a_lead,
    "mark_won": of_a_new_lead,
    "create_obra": of_a_lead,
}


def test_every_step_function_is_listed_here(hotel: Hotel) -> None:
    steps = hotel.rows(
        "select proname from pg_proc where prosecdef and prosrc like '%:= claim_step(%'"
    )
    assert {name for (name,) in steps} == set(STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_done_twice_changes_nothing_and_answers_the_same(hotel: Hotel, step: str) -> None:
    event_id, more = STEPS[step](hotel)
    first = hotel.step(step, event_id, **more)
    before = hotel.snapshot()
    assert hotel.step(step, event_id, NOON.replace(second=1), **more) == first
    assert hotel.snapshot() == before


@pytest.mark.parametrize("step", STEPS)
def test_a_step_done_by_several_at_once_is_done_once(hotel: Hotel, step: str) -> None:
    event_id, more = STEPS[step](hotel)
    told = hotel.value("select count(*) from outbox_events")
    answers = at_once(hotel.url, 4, lambda one, _: one.step(step, event_id, **more))
    assert answers == [answers[0]] * 4
    assert hotel.value("select count(*) from outbox_events") > told
    topics = hotel.rows(
        """select topic, aggregate_id, event_id from outbox_events
           group by 1, 2, 3 having count(*) > 1"""
    )
    assert topics == []
    assert hotel.is_conserved()


@pytest.mark.parametrize("step", STEPS)
def test_a_step_of_an_unknown_event_is_refused(hotel: Hotel, step: str) -> None:
    _, more = STEPS[step](hotel)
    before = hotel.snapshot()
    with pytest.raises(Refused) as refused:
        hotel.step(step, "nobody", **more)
    assert (refused.value.state, refused.value.code, refused.value.path) == (
        "XH404",
        "unknown_event",
        "event_id",
    )
    assert hotel.snapshot() == before


def test_a_step_that_failed_is_taken_by_the_one_who_waited(hotel: Hotel) -> None:
    event_id = hotel.request()
    first = Hotel(hotel.url)
    first.connection.autocommit = False
    assert first.value("select claim_step(%s, 'create_hold')", event_id) is None
    hotel.rows("set lock_timeout = '100ms'")
    with pytest.raises(Refused) as waited:
        hotel.step("create_hold", event_id)
    assert waited.value.state == "55P03"  # lock_not_available: it waits for the first to end
    first.connection.rollback()
    first.close()
    assert hotel.step("create_hold", event_id)["outcome"] == "held"
