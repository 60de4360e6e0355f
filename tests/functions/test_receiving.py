"""What is kept of a webhook, and what is answered."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hotelly import database as hotelly_database
from werkzeug.test import TestResponse

from tests.functions.conftest import SECRETS, ExecutionsApi, post, stripe_signature

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


SENDERS = {
    "stripe": lambda: send_stripe(stripe_event("checkout.session.completed")),
    "whatsapp": lambda: send("whatsapp", MESSAGE),
    "lead": lambda: send_lead(LEAD),
    "events": lambda: send_own(STAGE),
}


def rows(connection: Any, columns: str = "event_type, payload") -> list[Any]:
    cursor = connection.cursor()
    cursor.execute(f"select {columns} from events order by created_at")
    return list(cursor.fetchall())


def test_an_event_is_stored_and_its_workflow_started_with_ids_only(
    service: ExecutionsApi, connection: Any
) -> None:
    answer = send_own({**STAGE, "property_id": "farol"})
    assert answer.status_code == 200
    body = answer.get_json()
    assert body["status"] == "accepted"
    [(event_id, correlation_id, execution)] = rows(
        connection, "id, correlation_id::text, workflow_execution_id"
    )
    assert body == {
        "status": "accepted",
        "event_id": event_id,
        "correlation_id": correlation_id,
    }
    assert execution == "x1"
    assert service.arguments == [
        {
            "event_id": event_id,
            "correlation_id": correlation_id,
            "event_type": "tower_checked",
            "property_id": "farol",
        }
    ]


@pytest.mark.parametrize("sender", SENDERS)
def test_the_same_webhook_ten_times_at_once_is_one_event_and_nine_duplicates(
    service: ExecutionsApi, connection: Any, sender: str
) -> None:
    def send_once(_: int) -> str:
        status: str = SENDERS[sender]().get_json()["status"]
        hotelly_database.disconnect()
        return status

    with ThreadPoolExecutor(10) as pool:
        statuses = sorted(pool.map(send_once, range(10)))
    assert statuses == ["accepted"] + ["duplicate"] * 9
    assert len(rows(connection)) == 1
    assert len(service.arguments) == 1


def test_without_workflows_the_event_is_saved_and_said_to_be(
    service: ExecutionsApi, connection: Any
) -> None:
    service.refusing = True
    answer = send_lead(LEAD)
    assert (answer.status_code, answer.get_json()["status"]) == (202, "event_saved_workflow_failed")
    assert rows(connection, "status::text, dispatched_at") == [["received", None]]


def test_a_duplicate_of_an_event_that_was_never_started_is_started(
    service: ExecutionsApi, connection: Any
) -> None:
    service.refusing = True
    send_lead(LEAD)
    cursor = connection.cursor()
    cursor.execute("update events set dispatch_claimed_at = now() - interval '1 minute'")
    service.refusing = False
    answer = send_lead(LEAD)
    assert (answer.status_code, answer.get_json()["status"]) == (200, "duplicate")
    assert len(service.arguments) == 1


def test_without_postgres_nothing_is_acknowledged(
    service: ExecutionsApi, connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hotelly_database.disconnect()
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
    answer = send_lead(LEAD)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "database_unavailable")
    assert rows(connection) == []


def test_postgres_gives_a_call_up_before_its_caller_does(service: ExecutionsApi) -> None:
    hotelly_database.disconnect()
    cursor = hotelly_database._connection().cursor()
    cursor.execute("select setting::int / 1000 from pg_settings where name = 'statement_timeout'")
    assert 0 < cursor.fetchone()[0] < hotelly_database.ANSWER_SECONDS


def test_a_connection_that_died_between_two_requests_is_replaced(
    service: ExecutionsApi, connection: Any
) -> None:
    assert send_own(STAGE).status_code == 200
    cursor = connection.cursor()
    cursor.execute(
        "select pg_terminate_backend(pid, 10_000) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )
    assert send_own({**STAGE, "id": "second"}).status_code == 200


@pytest.mark.parametrize(
    ("kind", "payment_status", "event_type"),
    [
        ("checkout.session.completed", "paid", "payment_succeeded"),
        ("checkout.session.completed", "unpaid", "payment_pending"),
        ("checkout.session.async_payment_succeeded", "paid", "payment_succeeded"),
        ("checkout.session.async_payment_failed", "unpaid", "payment_failed"),
        ("checkout.session.expired", "unpaid", "checkout_expired"),
        ("checkout.session.invented", "paid", "stripe.checkout.session.invented"),
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
        ({"remoteJid": "123@lid"}, None),
        ({"remoteJid": "123-456@g.us", "participant": "5511987654321@s.whatsapp.net"}, None),
        ({"remoteJid": "status@broadcast"}, None),
        ({"remoteJid": "5511987654321@s.whatsapp.net", "fromMe": True}, None),
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


def test_a_key_tells_events_of_the_same_content_apart(
    service: ExecutionsApi, connection: Any
) -> None:
    for key in ("a", "b", "a"):
        send_own(STAGE, Idempotency_Key=key)
    send_own({**STAGE, "id": "c"})
    send_lead(LEAD, Idempotency_Key="a")
    assert len(rows(connection)) == 4
    cursor = connection.cursor()
    cursor.execute("select source, external_id from processed_events order by 1, 2")
    kept_for_ever = [["events", "a"], ["events", "b"], ["events", "c"], ["lead", "a"]]
    assert list(cursor.fetchall()) == kept_for_ever


def test_health_needs_no_secret_and_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    from tests.functions.conftest import client

    answer = client("receive-webhook").get("/health")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})
