"""What is kept of each provider's events."""

import json
from typing import Any

import pytest

from tests.functions.conftest import SECRETS, ExecutionsApi, post
from tests.functions.senders import (
    LEAD,
    MESSAGE,
    rows,
    send,
    send_lead,
    send_stripe,
    stripe_event,
)


@pytest.mark.parametrize(
    ("kind", "payment_status", "event_type"),
    [
        ("checkout.session.completed", "paid", "payment_succeeded"),
        ("checkout.session.completed", "unpaid", "payment_pending"),
        ("checkout.session.async_payment_succeeded", "paid", "payment_succeeded"),
        ("checkout.session.async_payment_failed", "unpaid", "payment_failed"),
        ("checkout.session.expired", "unpaid", "checkout_expired"),
        ("checkout.session.invented", "paid", "stripe.other"),
    ],
)
def test_stripe_events_are_kept_as_triggers_by_what_they_mean(
    service: ExecutionsApi, connection: Any, kind: str, payment_status: str, event_type: str
) -> None:
    event = stripe_event(kind, payment_status=payment_status, payment_intent="pi_1")
    event["data"]["object"]["customer_details"] = {"email": "planted@guest.test"}
    assert send_stripe(event).status_code == 200
    assert rows(connection) == [
        [
            event_type,
            {
                "session_id": "cs_test_1",
                "payment_intent": "pi_1",
                "stripe_type": kind,
                "livemode": False,
            },
        ]
    ]


def test_a_session_carries_the_journey_of_its_guest(
    service: ExecutionsApi, connection: Any
) -> None:
    journey = "5b1fd7a1-0000-4000-8000-000000000001"
    metadata = {"correlation_id": journey, "hold_id": "h"}
    answer = send_stripe(stripe_event("checkout.session.completed", metadata=metadata))
    assert answer.get_json()["correlation_id"] == journey


@pytest.mark.parametrize(
    "event", [{}, {"type": 5}, {"id": None, "data": []}, {"data": "x"}, {"id": "e" * 5000}]
)
def test_unfamiliar_events_of_a_verified_provider_are_kept(
    service: ExecutionsApi, connection: Any, event: Any
) -> None:
    assert send_stripe(event).status_code == 200
    assert send("whatsapp", event).status_code == 200
    types = {kind.partition(".")[0] for kind, _ in rows(connection)}
    assert types == {"stripe", "whatsapp"}


def test_a_guests_message_is_kept_without_the_envelope(
    service: ExecutionsApi, connection: Any
) -> None:
    assert send("whatsapp", MESSAGE).get_json()["status"] == "accepted"
    assert rows(connection) == [
        [
            "message_received",
            {
                "message_id": "TEST123456",
                "phone": "+5511999998888",
                "jid": "5511999998888@s.whatsapp.net",
                "name": "João Teste",
                "text": "Olá, gostaria de saber sobre pisos",
                "message_type": "conversation",
                "instance": "hotelly",
                "sent_at": "2026-09-21T14:13:20+00:00",
            },
        ]
    ]


@pytest.mark.parametrize(
    ("key", "phone"),
    [
        ({"remoteJid": "554789211984@s.whatsapp.net"}, "+5547989211984"),
        ({"remoteJid": "551133334444@s.whatsapp.net"}, "+551133334444"),
        ({"remoteJid": "5511987654321:7@s.whatsapp.net"}, "+5511987654321"),
        ({"remoteJid": "1@lid", "remoteJidAlt": "351912345678@s.whatsapp.net"}, "+351912345678"),
        ({"remoteJid": "123-456@g.us", "participant": "5511987654321@s.whatsapp.net"}, None),
        ({"remoteJid": "status@broadcast"}, None),
        ({"remoteJid": "12@s.whatsapp.net"}, None),
    ],
)
def test_who_wrote_is_known_by_number_or_the_event_is_ignored(
    service: ExecutionsApi, connection: Any, key: dict[str, Any], phone: str | None
) -> None:
    event = {**MESSAGE, "data": {**MESSAGE["data"], "key": {"id": "M1", **key}}}  # type: ignore[dict-item]
    assert send("whatsapp", event).status_code == 200
    [(event_type, payload)] = rows(connection)
    assert payload.get("phone") == phone
    assert event_type == ("message_received" if phone else "whatsapp.messages.upsert")


def test_a_provider_that_names_the_event_in_its_address_is_heard(service: ExecutionsApi) -> None:
    secret = SECRETS["WHATSAPP_WEBHOOK_SECRET"]
    answer = post(
        "receive-webhook",
        MESSAGE,
        "/webhook/whatsapp/messages-upsert",
        Authorization=f"Bearer {secret}",
    )
    assert (answer.status_code, answer.get_json()["status"]) == (200, "accepted")


def test_texts_that_postgres_cannot_store_are_mended(
    service: ExecutionsApi, connection: Any
) -> None:
    body = json.dumps(MESSAGE).replace("Olá", "Ol\\u0000\\ud800").encode()
    body = body.replace(b"Ol\\u00e1", b"Ol\\u0000\\ud800")
    assert send("whatsapp", body).status_code == 200
    [(_, payload)] = rows(connection)
    assert payload["text"].startswith("Ol��,")


def test_a_lead_is_kept_with_a_canonical_phone_and_nothing_unasked(
    service: ExecutionsApi, connection: Any
) -> None:
    send_lead({**LEAD, "phone": "(47) 8921-1984", "utm_secret": "x"})
    assert rows(connection) == [["lead_created", {**LEAD, "phone": "+5547989211984"}]]
