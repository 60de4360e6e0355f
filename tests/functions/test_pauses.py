"""Pausing by the deployed functions: what comes in is refused, a step answers `deferred`."""

from typing import Any

import pytest
from hotelly.booking.stripe_sessions import fetch_session

from tests.functions.bookings import code_of, held, pay, payment_event, request_hold
from tests.functions.conftest import (
    SECRETS,
    UNREACHABLE,
    ExecutionsApi,
    Phones,
    client,
    post,
    send_event,
    step,
    stripe_signature,
)
from tests.functions.evolution_events import SECRET

RUN = {"execution_id": "x1", "begun_at": "2027-01-01T00:00:00.000000Z", "more_after": []}
WHY = {"reason": "a night is oversold", "by": "Rita"}


def pause(what: str, **more: str) -> dict[str, Any]:
    answer = post("pause", {"what": what, **WHY, **more})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    content: dict[str, Any] = answer.get_json()
    return content


def resume(what: str = "all") -> Any:
    return post("resume", {"what": what, "by": "Rita"}).get_json()


def rows(connection: Any, query: str) -> Any:
    cursor = connection.cursor()
    cursor.execute(query)
    return [tuple(row) for row in cursor.fetchall()]


ROUTES = {
    "whatsapp": ("/webhook/whatsapp", {"Authorization": f"Bearer {SECRET}"}),
    "leads": ("/webhook/lead", {"Authorization": f"Bearer {SECRETS['LEAD_WEBHOOK_SECRET']}"}),
    "events": ("/events", {"Authorization": f"Bearer {SECRETS['EVENTS_SECRET']}"}),
    "stripe": ("/webhook/stripe", {}),
}
BODIES = {
    "whatsapp": b'{"event": "messages.upsert", "instance": "hotelly", "data": {"key": {"remoteJid":'
    b' "5511987654321@s.whatsapp.net", "fromMe": false, "id": "M1"}, "message": {"conversation":'
    b' "oi"}, "messageType": "conversation"}}',
    "leads": b'{"name": "Zilda", "phone": "11987654321", "source": "manual"}',
    "events": b'{"event_type": "ping", "payload": {}}',
    "stripe": b'{"id": "evt_1", "object": "event", "type": "checkout.session.completed", "data":'
    b' {"object": {"id": "cs_1", "object": "checkout.session", "payment_status": "paid"}}}',
}


def arrive(what: str) -> Any:
    path, headers = ROUTES[what]
    if what == "stripe":
        headers = {"Stripe_Signature": stripe_signature(BODIES[what])}
    return post("receive-webhook", BODIES[what], path=path, **headers)


@pytest.mark.parametrize("what", ROUTES)
def test_paused_intake_answers_503_with_retry_after_and_stores_nothing(
    service: ExecutionsApi, connection: Any, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setenv("WHATSAPP_WEBHOOK_SECRET", SECRET)
    pause(what)
    answer = arrive(what)
    assert (answer.status_code, code_of(answer)) == (503, "paused")
    assert answer.headers["Retry-After"] == "300"
    assert rows(connection, "select count(*) from events") == [(0,)]
    assert service.arguments == []
    connection.rollback()
    resume()
    assert arrive(what).status_code == 200
    assert len(service.arguments) == 1


def test_a_paused_step_answers_deferred_and_the_event_waits(hotel: str, connection: Any) -> None:
    event_id = request_hold()
    pause("create-hold")
    answer = step("create-hold", event_id, run=RUN)
    assert answer == {"outcome": "deferred", "paused": "create-hold"}
    assert rows(connection, "select count(*) from holds") == [(0,)]
    resume("create-hold")
    assert step("create-hold", event_id)["outcome"] == "held"


def test_a_paused_conversion_does_not_even_ask_stripe(
    hotel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, session_id = held()
    pay(hotel, session_id)
    event_id = payment_event(session_id)
    pause("convert")
    monkeypatch.setenv("STRIPE_API_BASE", UNREACHABLE)
    assert step("convert", event_id, run=RUN)["outcome"] == "deferred"
    monkeypatch.setenv("STRIPE_API_BASE", hotel)
    resume()
    assert step("convert", event_id)["outcome"] == "converted"


def test_a_paused_message_is_sent_after_the_pause_and_once(
    service: ExecutionsApi, phones: Phones
) -> None:
    guest = {"name": "Zilda", "phone": "+5547987654321"}
    event_id = send_event("lead_created", guest)
    pause("messages", **{"for": "2h"})
    assert step("send-message", event_id, template="sold_out", run=RUN)["outcome"] == "deferred"
    assert phones.texts() == []


def test_a_pause_that_begins_while_a_step_is_at_work_lets_it_finish(
    hotel: str, monkeypatch: pytest.MonkeyPatch, connection: Any
) -> None:
    _, _, session_id = held()
    pay(hotel, session_id)

    def fetch_while_somebody_pauses(session_id: str) -> Any:
        session = fetch_session(session_id)
        connection.cursor().execute("select pause('convert', 'now', 'Rita')")
        connection.commit()
        return session

    monkeypatch.setattr("hotelly.booking.convert.fetch_session", fetch_while_somebody_pauses)
    assert step("convert", payment_event(session_id), run=RUN)["outcome"] == "converted"
    assert step("convert", payment_event("cs_2"), run=RUN)["outcome"] == "deferred"


def test_a_pause_says_until_when_and_who_ends_it_what_else_is_paused(
    service: ExecutionsApi,
) -> None:
    send_event("ping", {})
    assert pause("convert", **{"for": "2h"})["until"] is not None
    assert pause("messages", property_id="farol")["until"] is None
    assert resume("convert") == {
        "outcome": "resumed",
        "ended": ["convert"],
        "still": [{"what": "messages", "property_id": "farol"}],
    }


@pytest.mark.parametrize(
    "wrong", [{"what": "lunch"}, {"for": "a while"}, {"reason": ""}, {"by": ""}, {"more": "1"}]
)
def test_a_pause_of_nothing_known_is_refused(service: ExecutionsApi, wrong: dict[str, str]) -> None:
    answer = post("pause", {"what": "convert", **WHY, **wrong})
    assert answer.status_code == 400


def test_the_health_of_the_receiver_is_not_paused(service: ExecutionsApi) -> None:
    send_event("ping", {})
    pause("all")
    assert client("receive-webhook").get("/health").status_code == 200
    assert client("receive-webhook").get("/ready").status_code == 200
