"""A webhook is stored once, whoever sends it, and its workflow started; what is answered."""

import json
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any

import pytest
from hotelly import database as hotelly_database

from tests.functions.conftest import ExecutionsApi
from tests.functions.senders import (
    LEAD,
    MESSAGE,
    STAGE,
    rows,
    send,
    send_lead,
    send_own,
    send_stripe,
    stripe_event,
)

SENDERS = {
    "stripe": lambda: send_stripe(stripe_event("checkout.session.completed")),
    "whatsapp": lambda: send("whatsapp", MESSAGE),
    "lead": lambda: send_lead(LEAD),
    "events": lambda: send_own(STAGE),
}


def test_an_event_is_stored_and_its_workflow_started_with_ids_only(
    service: ExecutionsApi, connection: Any
) -> None:
    answer = send_own({**STAGE, "property_id": "farol"})
    assert answer.status_code == 200
    body = answer.get_json()
    assert body["status"] == "accepted"
    [(event_id, correlation_id)] = rows(connection, "id, correlation_id::text")
    assert body == {
        "status": "accepted",
        "event_id": event_id,
        "correlation_id": correlation_id,
    }
    assert service.arguments == [
        {
            "event_id": event_id,
            "correlation_id": correlation_id,
            "event_type": "other",
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
    assert rows(connection, "status::text") == [["received"]]


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


def test_a_database_that_only_reads_after_a_failover_is_asked_again_over_a_new_connection(
    service: ExecutionsApi, connection: Any
) -> None:
    hotelly_database._connection().cursor().execute("set default_transaction_read_only = on")
    answer = send_lead(LEAD)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "database_busy")
    assert send_lead(LEAD).status_code == 200
    assert len(rows(connection)) == 1


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
    kept = list(cursor.fetchall())
    assert [source for source, _ in kept] == ["events", "events", "events", "lead"]
    assert {len(external_id) for _, external_id in kept} == {64}  # ids of no known form


def test_health_needs_no_secret_and_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    from tests.functions.conftest import client

    answer = client("receive-webhook").get("/health")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_the_same_id_with_other_content_is_refused_where_the_sender_can_mend_it(
    service: ExecutionsApi, connection: Any
) -> None:
    assert send_own({**STAGE, "id": "s-1"}).status_code == 200
    answer = send_own({**STAGE, "payload": {"floor": 8}, "id": "s-1"})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "conflict")
    assert send_lead(LEAD, Idempotency_Key="k-1").status_code == 200
    assert send_lead({**LEAD, "name": "Outro"}, Idempotency_Key="k-1").status_code == 409
    assert len(rows(connection)) == 2
    assert len(service.arguments) == 2


def test_a_guests_other_words_under_a_known_id_are_kept_and_said_to_be(
    service: ExecutionsApi, connection: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    other: dict[str, Any] = deepcopy(MESSAGE)
    other["data"]["message"]["conversation"] = "Mudei de ideia"
    statuses = [
        send("whatsapp", each).get_json()["status"] for each in (MESSAGE, other, other, MESSAGE)
    ]
    assert statuses == ["accepted", "accepted", "duplicate", "duplicate"]
    assert len(rows(connection)) == 2
    assert "a known id came with other content" in capfd.readouterr().out


@pytest.mark.parametrize("where", ["instance", "chat"])
def test_the_same_whatsapp_id_elsewhere_is_another_message(
    service: ExecutionsApi, connection: Any, where: str
) -> None:
    other: dict[str, Any] = deepcopy(MESSAGE)
    if where == "instance":
        other["instance"] = "second"
    else:
        other["data"]["key"]["remoteJid"] = "5511988887777@s.whatsapp.net"
    assert [send("whatsapp", each).get_json()["status"] for each in (MESSAGE, other)] == [
        "accepted",
        "accepted",
    ]


def test_who_is_refused_gets_the_correlation_id_of_the_line_that_says_why(
    service: ExecutionsApi, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = send_own({"event_type": "ping", "payload": 5})
    line = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert line["correlation_id"] == answer.get_json()["correlation_id"]
    assert (line["severity"], line["message"]) == ("WARNING", "receive-webhook: invalid_input")
    assert line["paths"] == "payload"


def test_the_line_of_a_request_says_what_was_decided(
    service: ExecutionsApi, capfd: pytest.CaptureFixture[str]
) -> None:
    send_own(STAGE)
    line = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert (line["severity"], line["message"]) == ("INFO", "receive-webhook: accepted")


def test_a_then_b_then_a_without_ids_are_three_events(
    service: ExecutionsApi, connection: Any
) -> None:
    lower, higher = STAGE, {**STAGE, "payload": {"floor": 8}}
    statuses = [send_own(each).get_json()["status"] for each in (lower, higher, lower, lower)]
    assert statuses == ["accepted", "accepted", "accepted", "duplicate"]
