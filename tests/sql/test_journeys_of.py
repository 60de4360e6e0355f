"""Whatever an operator has in hand leads to its journey."""

from typing import Any

import pytest

from tests.sql.hotel import NOON, Hotel


@pytest.fixture
def known(hotel: Hotel) -> dict[str, str]:
    """Everything that has an id in one guest's journey, by what it is."""
    event_id, hold_id, session_id = hotel.checkout()
    hotel.call("begin_event", event_id=event_id, execution_id="run-1", now=NOON)
    hotel.call("mark_sending", event_id=event_id, template="payment_link", body="", now=NOON)
    hotel.pay(session_id, hold_id)

    def value(query: str) -> str:
        return str(hotel.value(query))

    journey = value("select correlation_id from holds")
    return {
        "journey": journey,
        "first letters of it": journey[:8],
        "event": event_id,
        "sender's id": value(f"select external_id from events where id = '{event_id}'"),
        "execution": "run-1",
        "hold": hold_id,
        "guest's code": hold_id[:8].upper(),
        "payment": value("select id from payments"),
        "session": session_id,
        "payment intent": "pi_1",
        "reservation": value("select id from reservations"),
        "message": value("select id from messages"),
        "guest": value("select contact_id from holds"),
    }


KINDS = [
    *("journey", "first letters of it", "event", "sender's id", "execution", "hold"),
    *("guest's code", "payment", "session", "payment intent", "reservation", "message", "guest"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_an_id_of_any_kind_leads_to_the_journey(
    hotel: Hotel, known: dict[str, str], kind: str
) -> None:
    assert set(known) == set(KINDS)
    found = hotel.rows("select journeys_of(%s)::text", f" {known[kind]} ")
    assert found == [(known["journey"],)]


def test_a_lead_leads_to_its_journey(hotel: Hotel) -> None:
    event_id = hotel.event("lead_created", {"phone": "+5511911112222", "name": "Zilda"})
    lead_id = hotel.step("upsert_lead", event_id)["lead_id"]
    [(journey,)] = hotel.rows("select correlation_id from events where id = %s", event_id)
    assert hotel.rows("select journeys_of(%s)", lead_id) == [(journey,)]


@pytest.mark.parametrize("nothing", ["", " ", "a", "%", "0000000", "ffffffff", "%%%%%%%%", "____"])
def test_what_is_no_id_leads_nowhere(hotel: Hotel, nothing: str) -> None:
    hotel.checkout()
    assert hotel.rows("select journeys_of(%s)", nothing) == []


def test_why_a_run_failed_is_told_after_a_later_one_succeeded(hotel: Hotel) -> None:
    event_id = hotel.request()
    code = "HTTP 503 database_busy"
    hotel.call("begin_event", event_id=event_id, execution_id="first", now=NOON)
    hotel.call("fail_event", event_id=event_id, execution_id="first", error=code, now=NOON)
    hotel.call("begin_event", event_id=event_id, execution_id="second", now=NOON)
    done: dict[str, Any] = {"status": "processed", "result": {"outcome": "held"}}
    hotel.call("finish_event", event_id=event_id, execution_id="second", now=NOON, **done)
    [journey] = hotel.rows("select correlation_id from events where id = %s", event_id)
    runs = hotel.rows(
        "select outcome, detail->>'error' from trace(%s) where kind = 'run'", *journey
    )
    assert runs == [("failed", code), ("processed", None)]
