"""Only the providers get in, and nobody when their secret is not set."""

import json
import time
from typing import Any

import pytest
import stripe
from hotelly import settings
from werkzeug.test import TestResponse

from infra.engine.api.log_filter import log_filter
from tests.cloud.filters import log_filters
from tests.functions.conftest import SECRETS, ExecutionsApi, post

BODY = b'{"id": "evt_1", "type": "charge.refunded", "data": {"object": {"id": "ch_1"}}}'
BEARER_ROUTES = {
    "/webhook/whatsapp": "WHATSAPP_WEBHOOK_SECRET",
    "/webhook/lead": "LEAD_WEBHOOK_SECRET",
    "/events": "EVENTS_SECRET",
}


def send_signed(secret: str, age: float = 0, body: bytes = BODY) -> TestResponse:
    header = stripe.WebhookSignature.generate_signature_header(
        BODY.decode(), secret, timestamp=int(time.time() - age)
    )
    return post("receive-webhook", body, "/webhook/stripe", Stripe_Signature=header)


def stored(connection: Any) -> int:
    cursor = connection.cursor()
    cursor.execute("select count(*) from events")
    count: int = cursor.fetchone()[0]
    return count


def test_stripes_own_signature_is_accepted(service: ExecutionsApi, connection: Any) -> None:
    assert send_signed(SECRETS["STRIPE_WEBHOOK_SECRET"], age=250).status_code == 200
    assert stored(connection) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "whsec_other"},
        {"age": 400},
        {"age": -400},
        {"body": BODY.replace(b"ch_1", b"ch_2")},
    ],
)
def test_a_wrong_signature_stores_nothing(
    service: ExecutionsApi, connection: Any, wrong: dict[str, Any]
) -> None:
    answer = send_signed(**{"secret": SECRETS["STRIPE_WEBHOOK_SECRET"], **wrong})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "wrong_signature")
    assert stored(connection) == 0


@pytest.mark.parametrize("header", ["", "t=,v1=", "v1=00", "t=1,v1=é", "t=" + "9" * 400 + ",v1=0"])
def test_a_malformed_signature_stores_nothing(
    service: ExecutionsApi, connection: Any, header: str
) -> None:
    answer = post("receive-webhook", BODY, "/webhook/stripe", Stripe_Signature=header)
    assert answer.status_code == 401
    assert stored(connection) == 0


def test_while_a_secret_is_rotated_both_are_accepted(
    service: ExecutionsApi, connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", "whsec_of_yesterday, whsec_of_today__")
    monkeypatch.setenv("EVENTS_SECRET", "secret-of-yesterday,secret-of-today__,")
    signed = [send_signed(secret) for secret in ("whsec_of_yesterday", "whsec_of_today__")]
    assert [answer.status_code for answer in signed] == [200, 200]
    body = {"event_type": "checked", "payload": {}}
    for secret in ("secret-of-yesterday", "secret-of-today__"):
        answer = post("receive-webhook", body, "/events", Authorization=f"Bearer {secret}")
        assert answer.status_code == 200


@pytest.mark.parametrize("path", BEARER_ROUTES)
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong", "Basic {secret}", "Bearer {secret}é"]
)
def test_a_wrong_secret_stores_nothing(
    service: ExecutionsApi, connection: Any, path: str, header: str
) -> None:
    given = header.format(secret=SECRETS[BEARER_ROUTES[path]])
    answer = post("receive-webhook", {"name": "x"}, path, Authorization=given)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "wrong_secret")
    assert stored(connection) == 0


@pytest.mark.parametrize("value", ["", " , "])
@pytest.mark.parametrize("path", ["/webhook/stripe", *BEARER_ROUTES])
def test_without_a_configured_secret_everybody_is_refused_and_asked_to_come_back(
    service: ExecutionsApi,
    connection: Any,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    value: str,
) -> None:
    variable = {"/webhook/stripe": "STRIPE_WEBHOOK_SECRET", **BEARER_ROUTES}[path]
    monkeypatch.setenv(variable, value)
    answer = post(
        "receive-webhook", BODY, path, Authorization="Bearer ", Stripe_Signature="t=1,v1="
    )
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "not_configured")
    assert variable in answer.get_json()["error"]["message"]
    assert stored(connection) == 0


@pytest.mark.parametrize("value", ["tiny-key", "x" * 15, "a-secret-with,a-comma", f"{'x' * 30},y"])
@pytest.mark.parametrize("path", ["/webhook/stripe", *BEARER_ROUTES])
def test_a_secret_that_could_be_guessed_lets_nobody_in(
    service: ExecutionsApi, monkeypatch: pytest.MonkeyPatch, path: str, value: str
) -> None:
    variable = {"/webhook/stripe": "STRIPE_WEBHOOK_SECRET", **BEARER_ROUTES}[path]
    monkeypatch.setenv(variable, value)
    for part in (value, value.partition(",")[0]):
        answer = post("receive-webhook", BODY, path, Authorization=f"Bearer {part}")
        error = answer.get_json()["error"]
        assert (answer.status_code, error["code"]) == (503, "weak_secret")
        assert variable in error["message"]
        assert part not in error["message"]


def test_weak_secrets_are_named_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTS_SECRET", "short")
    monkeypatch.setenv("LEAD_WEBHOOK_SECRET", "long enough, to be one, that")
    monkeypatch.setenv("WHATSAPP_WEBHOOK_SECRET", "a-secret-that-is-long-enough")
    assert settings.weak_secrets() == ["LEAD_WEBHOOK_SECRET", "EVENTS_SECRET"]


@pytest.mark.parametrize("path", ["/webhook/stripe", *BEARER_ROUTES])
def test_a_body_is_read_only_after_the_headers_have_shown_what_they_can(
    service: ExecutionsApi, path: str
) -> None:
    answer = post("receive-webhook", b" " * (32 * 1024 * 1024), path, Authorization="Bearer no")
    assert answer.status_code == 401


def test_many_wrong_secrets_are_answered_by_waiting_and_an_alert(
    service: ExecutionsApi, capfd: pytest.CaptureFixture[str]
) -> None:
    def send(secret: str, address: str = "198.51.100.7", path: str = "/events") -> TestResponse:
        forwarded = f"203.0.113.9, {address}"  # the first is whatever the sender says
        body = {"event_type": "ping", "payload": {}}
        authorization = f"Bearer {secret}"
        return post(
            "receive-webhook", body, path, Authorization=authorization, X_Forwarded_For=forwarded
        )

    assert [send("wrong").status_code for _ in range(12)] == [401] * 10 + [429] * 2
    right = send(SECRETS["EVENTS_SECRET"])
    assert (right.status_code, right.get_json()["error"]["code"]) == (429, "too_many_wrong_secrets")
    assert 0 < int(right.headers["Retry-After"]) <= 10
    assert send(SECRETS["EVENTS_SECRET"], "198.51.100.8").status_code == 200
    assert send("wrong", path="/webhook/lead").status_code == 401
    entries = [
        {
            "resource": {
                "type": "cloud_run_revision",
                "labels": {"service_name": "receive-webhook"},
            },
            "jsonPayload": json.loads(line),
        }
        for line in capfd.readouterr().out.splitlines()
    ]
    assert sum(map(log_filter(log_filters()["wrong-secrets"]), entries)) == 1


def test_a_right_secret_is_not_counted_with_the_wrong_ones(service: ExecutionsApi) -> None:
    body = {"event_type": "ping", "payload": {}}
    for number in range(30):
        sent = {**body, "id": f"evt_{number}"}
        secret = SECRETS["EVENTS_SECRET"]
        answer = post("receive-webhook", sent, "/events", Authorization=f"Bearer {secret}")
        assert answer.status_code == 200
