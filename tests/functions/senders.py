"""Webhooks as each provider sends them."""

import json
from typing import Any

from werkzeug.test import TestResponse

from tests.functions.conftest import SECRETS, post, stripe_signature

LEAD = {
    "source": "manual",
    "name": "João Teste",
    "phone": "11999998888",
    "email": "joao@teste.com",
    "funnel": "end_client",
    "location": "São Paulo",
    "project_type": "residential",
}
MESSAGE = {
    "event": "messages.upsert",
    "instance": "hotelly",
    "apikey": "planted-envelope-key",
    "data": {
        "key": {
            "remoteJid": "5511999998888@s.whatsapp.net",
            "fromMe": False,
            "id": "TEST123456",
        },
        "pushName": "João Teste",
        "message": {"conversation": "Olá, gostaria de saber sobre pisos"},
        "messageType": "conversation",
        "messageTimestamp": 1790000000,
    },
}
STAGE = {"event_type": "tower_checked", "payload": {"floor": 7}}


def stripe_event(kind: str, event_id: str = "evt_1", **session: Any) -> dict[str, Any]:
    content = {"id": "cs_test_1", "object": "checkout.session", "payment_status": "paid", **session}
    return {"id": event_id, "type": kind, "livemode": False, "data": {"object": content}}


def send_stripe(event: Any) -> TestResponse:
    body = json.dumps(event).encode()
    return post("receive-webhook", body, "/webhook/stripe", Stripe_Signature=stripe_signature(body))


def send_lead(lead: Any, **headers: str) -> TestResponse:
    return send("lead", lead, **headers)


def send(provider: str, body: Any, **headers: str) -> TestResponse:
    secret = SECRETS[f"{provider.upper()}_WEBHOOK_SECRET"]
    path = f"/webhook/{provider}"
    return post("receive-webhook", body, path, Authorization=f"Bearer {secret}", **headers)


def send_own(body: Any, **headers: str) -> TestResponse:
    secret = f"Bearer {SECRETS['EVENTS_SECRET']}"
    return post("receive-webhook", body, "/events", Authorization=secret, **headers)


def rows(connection: Any, columns: str = "event_type, payload") -> list[Any]:
    cursor = connection.cursor()
    cursor.execute(f"select {columns} from events order by created_at")
    return list(cursor.fetchall())
