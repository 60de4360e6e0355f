"""Only the providers get in, and nobody when their secret is not set."""

import time
from typing import Any

import pytest
import stripe
from werkzeug.test import TestResponse

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
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", "whsec_old, whsec_new")
    monkeypatch.setenv("EVENTS_SECRET", "old,new")
    assert send_signed("whsec_old").status_code == send_signed("whsec_new").status_code == 200
    body = {"event_type": "checked", "payload": {}}
    for secret in ("old", "new"):
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
