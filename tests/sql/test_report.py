"""The routine's figures, and what people with only `psql` may look at."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from infra.local.commands.report import lines, personal
from infra.local.stack.postgres import create_function_logins
from infra.migrate import SQL_FOLDER
from tests.sql.hotel import NOON, PROPERTY, Hotel, Refused
from tests.sql.test_messages import mark

VIEWS = sorted(path.stem for path in SQL_FOLDER.glob("views/*.sql"))


def report(hotel: Hotel) -> dict[str, Any]:
    told: dict[str, Any] = hotel.value("select report(%s, %s)", NOON, NOON + timedelta(hours=1))
    return told


def test_the_funnel_counts_each_stage_of_each_property(hotel: Hotel) -> None:
    hotel.step("create_hold", hotel.request())
    hotel.step("create_hold", hotel.request(adults=1))
    hotel.rows(
        "update events set property_id = %s, created_at = %s", PROPERTY, NOON
    )  # as a receipt has it
    told = report(hotel)
    (funnel,) = told["funnel"]
    counted = {name: funnel[name] for name in ("quotes", "holds", "links", "paid", "reservations")}
    assert counted == {"quotes": 2, "holds": 2, "links": 0, "paid": 0, "reservations": 0}
    assert [each["status"] for each in told["backlog"]] == ["received"]
    text = "\n".join(lines(told))
    assert "payments without a reservation: 0" in text


def say(hotel: Hotel, phone: str, at: datetime, **turn: Any) -> str:
    """A guest's first message, with what a turn made of it; the event of the hold it asked for."""
    payload = {"message_id": f"{phone} {at}", "phone": phone, "text": "Oi"}
    event_id = hotel.event("message_received", payload, property_id=PROPERTY)
    hotel.call("save_message", event_id=event_id, now=at)
    said = {"reply": "Olá!", "slots": {}, **turn}
    done = hotel.call("record_turn", event_id=event_id, turns=0, turn=said, now=at)
    return str(done.get("hold_event_id"))


def test_the_funnel_counts_how_far_each_inquiry_got_and_when(hotel: Hotel) -> None:
    def minutes(after: float) -> datetime:
        return NOON + timedelta(minutes=after)

    hold = {
        "check_in": "2030-03-11",
        "check_out": "2030-03-13",
        "rooms": [{"room_type": "standard", "quantity": 1}],
        "guest": {"phone": "+5511900000003"},
    }
    say(hotel, "+5511900000001", minutes(0))
    hotel.rows("update inquiries set turned_at = %s, status = 'closed', closed_at = now()", NOON)
    say(hotel, "+5511900000002", minutes(1), quoted=True)
    event_id = say(hotel, "+5511900000003", minutes(2), quoted=True, action="hold", hold=hold)
    hold_id = hotel.step("create_hold", event_id, now=minutes(3))["hold_id"]
    session = hotel.open_session(event_id, now=minutes(3))
    link = mark(hotel, event_id, now=minutes(4))["message_id"]
    hotel.call("record_message", message_id=link, provider_id="W1", now=minutes(4))
    hotel.pay(session, hold_id, now=minutes(9))
    [told] = hotel.value("select report(%s, %s)", NOON, minutes(60))["inquiries"]
    assert told == {
        "property_id": PROPERTY,
        "started": 3,
        "quoted": 2,
        "held": 1,
        "link_sent": 1,
        "paid": 1,
        "lost": 1,
        "minutes_to_quote": 0.0,
        "minutes_to_link": 2.0,
        "minutes_to_pay": 7.0,
    }


def test_an_active_hold_is_seen_with_its_deadline(hotel: Hotel) -> None:
    hold = hotel.step("create_hold", hotel.request())["hold_id"]
    assert hotel.rows("select hold_id::text, payment from holds_now") == [(hold, None)]


@pytest.mark.parametrize("view", VIEWS)
def test_an_operator_reads_the_views(hotel: Hotel, view: str) -> None:
    urls = create_function_logins(hotel.url, {"hotelly_operator": "a secret"})
    with Hotel(urls["hotelly_operator"]) as operator:
        operator.rows(f"select * from {view}")


def test_an_operator_reads_no_table(hotel: Hotel) -> None:
    urls = create_function_logins(hotel.url, {"hotelly_operator": "a secret"})
    with Hotel(urls["hotelly_operator"]) as operator, pytest.raises(Refused):
        operator.rows("select * from events")


def test_personal_data_in_a_log_is_found_and_not_repeated() -> None:
    sample = [
        '{"message": "request answered", "correlation_id": "5511ab98-8887-4777-8666-555544443333"}',
        '{"message": "ana@hotel.example wrote"}',
        '{"message": "from 5511988887777"}',
        '{"account": "fn-expire@hotel.iam.gserviceaccount.com"}',
        '{"jid": "5511988887777@s.whatsapp.net"}',
    ]
    found = list(personal(sample))
    assert [number for number, _ in found] == [2, 3, 5]
    assert "ana" not in str(found)
