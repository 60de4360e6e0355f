"""What may be sent, and when: what nobody asked for waits for the morning, and for nobody who wants
none of it.
"""

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from tests.sql.hotel import GUEST, NOON, PROPERTY, RELEASE, Hotel, Refused
from tests.sql.test_messages import mark, prepare, send

NIGHT = datetime(2030, 3, 2, 4, tzinfo=UTC)
"""one o'clock by the hotel's clock"""
MORNING = datetime(2030, 3, 2, 11, tzinfo=UTC)
LAPSE = "select id, not_before from events where event_type = 'hold_lapsed'"


def lapse(hotel: Hotel, at: datetime, is_told: bool = True, first: int = 0) -> str:
    """A hold that nobody paid until then; its id."""
    event_id, hold_id, session_id = hotel.checkout(first=first)
    if is_told:
        send(hotel, event_id)
    hotel.call("close_payment", hold_id=hold_id, session_id=session_id, now=at)
    hotel.call("expire", limit=10, now=at)
    return hold_id


def due(hotel: Hotel, at: datetime) -> bool:
    found = hotel.rows("select event_type from reprocess_candidates(%s)", at)
    return ("hold_lapsed",) in found


def prepared(hotel: Hotel, event_id: str, at: datetime = RELEASE) -> Any:
    return hotel.call("prepare_message", event_id=event_id, template="hold_expired", now=at)


def test_a_guest_hears_once_that_a_hold_is_over(hotel: Hotel) -> None:
    hold_id = lapse(hotel, RELEASE)
    hotel.call("expire", limit=10, now=RELEASE + timedelta(hours=1))
    [(event_id, _)] = hotel.rows(LAPSE)
    message = prepared(hotel, event_id)
    assert (message["outcome"], message["outdated"], message["hold_id"]) == ("send", False, hold_id)
    assert due(hotel, RELEASE + timedelta(minutes=1))


def test_who_never_had_the_link_hears_nothing_of_its_end(hotel: Hotel) -> None:
    lapse(hotel, RELEASE, is_told=False)
    assert hotel.rows(LAPSE) == []


def test_at_night_it_waits_for_the_morning_and_is_no_finding_meanwhile(hotel: Hotel) -> None:
    lapse(hotel, NIGHT)
    event_id = hotel.value("select id from events where event_type = 'hold_lapsed'")
    assert mark(hotel, event_id, "hold_expired", now=NIGHT)["outcome"] == "later"
    assert not due(hotel, MORNING - timedelta(minutes=1))
    assert not hotel.rows("select from unfinished_events(%s)", MORNING)
    assert due(hotel, MORNING)
    assert mark(hotel, event_id, "hold_expired", now=MORNING)["outcome"] == "sending"


def test_a_night_costs_an_event_none_of_its_attempts(hotel: Hotel) -> None:
    lapse(hotel, NIGHT)
    [(event_id, attempts)] = hotel.rows(
        "select id, attempts from events where event_type = 'hold_lapsed'"
    )
    hotel.call("begin_event", event_id=event_id, execution_id="e1", now=NIGHT)
    in_run = "select set_config('hotelly.run', %s, false)"
    hotel.rows(in_run, json.dumps({"event_id": event_id, "execution_id": "e1"}))
    assert mark(hotel, event_id, "hold_expired", now=NIGHT)["finished"] is True
    hotel.rows(in_run, "")
    found = hotel.rows("select attempts, status from events where id = %s", event_id)
    assert found == [(attempts, "processing")]


def test_who_has_just_written_is_answered_at_night(hotel: Hotel) -> None:
    hold_id = lapse(hotel, NIGHT)
    event_id = hotel.event("hold_cancelled", {"hold_id": hold_id})
    hotel.step("cancel", event_id, now=NIGHT)
    said = {**GUEST, "message_id": "M1", "text": "cancela"}
    hotel.call(
        "save_message",
        event_id=hotel.event("message_received", said, property_id=PROPERTY),
        now=NIGHT - timedelta(minutes=1),
    )
    assert mark(hotel, event_id, "hold_cancelled", now=NIGHT)["outcome"] == "sending"


@pytest.mark.parametrize(
    ("quiet", "clock", "told"),
    [
        (("22:00", "08:00"), "21:59", "21:59"),
        (("22:00", "08:00"), "22:00", "08:00 the next day"),
        (("22:00", "08:00"), "07:59", "08:00"),
        (("22:00", "08:00"), "08:00", "08:00"),
        (("13:00", "15:00"), "14:30", "15:00"),
        (("13:00", "15:00"), "15:30", "15:30"),
        (("00:00", "00:00"), "03:00", "03:00"),
    ],
)
def test_quiet_hours_go_by_the_hotels_clock(
    hotel: Hotel, quiet: tuple[str, str], clock: str, told: str
) -> None:
    hours = {"quiet_from": quiet[0], "quiet_until": quiet[1]}
    hotel.call("set_property", id=PROPERTY, name="P", options=hours)
    asked = f"2030-03-01 {clock} America/Sao_Paulo"
    found = hotel.value(
        "select after_quiet_hours(%s, %s::timestamptz) at time zone 'America/Sao_Paulo'",
        PROPERTY,
        asked,
    )
    day = 2 if told.endswith("next day") else 1
    hour, minute = (int(part) for part in told[:5].split(":"))
    assert (found.day, found.time()) == (day, time(hour, minute))


def preference(hotel: Hotel, wants: str) -> str:
    payload = {"phone": GUEST["phone"], "wants": wants}
    event_id = hotel.event("preference_changed", payload)
    outcome = hotel.step("set_preference", event_id)["outcome"]
    assert hotel.step("set_preference", event_id)["outcome"] == outcome
    return str(outcome)


def test_who_wants_no_more_hears_of_money_and_of_what_was_asked_alone(hotel: Hotel) -> None:
    asked, _, _ = hotel.checkout()
    assert preference(hotel, "stop") == "opted_out"
    link = hotel.call("prepare_message", event_id=asked, template="payment_link", now=NOON)
    assert link["outdated"] is False
    lapse(hotel, RELEASE, first=5)
    [(event_id, _)] = hotel.rows(LAPSE)
    assert prepared(hotel, event_id)["outdated"] is True
    assert preference(hotel, "resume") == "opted_in"
    assert prepared(hotel, event_id)["outdated"] is False


def test_a_number_sends_no_more_a_minute_than_it_may(hotel: Hotel) -> None:
    options = {"messages_a_minute": 2}
    hotel.call("set_property", id=PROPERTY, name="P", options=options)
    events = [hotel.request(first=first) for first in range(3)]
    assert [mark(hotel, event)["outcome"] for event in events[:2]] == ["sending", "sending"]
    with pytest.raises(Refused, match="number_is_spent"):
        mark(hotel, events[2])
    later = NOON + timedelta(seconds=61)
    assert mark(hotel, events[2], now=later)["outcome"] == "sending"


def test_who_asks_again_for_what_is_held_gets_the_link_again(hotel: Hotel) -> None:
    hotel.set_ari()
    first, held = hotel.hold()
    send(hotel, first)
    again, same = hotel.hold()
    assert same["hold_id"] == held["hold_id"]
    assert prepare(hotel, again)["outcome"] == "send"
    assert mark(hotel, again)["outcome"] == "sending"
    send(hotel, again)
    assert hotel.value("select count(*) from messages where template = 'payment_link'") == 2
