"""Bad input of each route of receive-webhook: a clear 4xx, no row, and no word of the data."""

import json
from io import BytesIO
from typing import Any

import pytest

from tests.functions.conftest import SECRETS, ExecutionsApi, client, post, stripe_signature
from tests.functions.refusals import check

GUEST = {"name": "Zilda Quaresma", "phone": "+5511987654321", "email": "quaresma@guest.test"}
NOBODY = "5b1fd7a1-0000-4000-8000-000000000001"
HOLD = {
    "check_in": "2027-03-10",
    "check_out": "2027-03-12",
    "rooms": [{"room_type": "double", "quantity": 1}],
    "guest": GUEST,
}
ARI = {"room_type": "double", "first_night": "2027-03-10", "last_night": "2027-03-12", "total": 1}


def hold(**changes: Any) -> dict[str, Any]:
    payload = {**HOLD, **changes}
    return {"event_type": "hold_requested", "property_id": "farol", "payload": payload}


def ari(**changes: Any) -> dict[str, Any]:
    payload = {**ARI, **changes}
    return {"event_type": "ari_updated", "property_id": "farol", "payload": payload}


def own(event_type: str, **payload: Any) -> dict[str, Any]:
    return {"event_type": event_type, "payload": payload}


EVENTS: list[tuple[Any, int, list[str]]] = [
    (b"", 400, []),
    (b"segredo", 400, []),
    (b"[" * 100_000, 400, []),
    (b'{"event_type": NaN}', 400, []),
    (b'"segredo"', 400, []),
    (b'{"event_type": "x", "payload": {"number": 1e400}}', 400, []),
    (hold(check_in="9999-12-30", check_out="9999-12-01"), 400, ["payload"]),
    (ari(first_night="9999-12-31", last_night="0001-01-01"), 400, ["payload"]),
    ([GUEST], 400, []),
    ({}, 400, ["event_type", "payload"]),
    ({"event_type": "Quaresma!", "payload": {}}, 400, ["event_type"]),
    ({"event_type": "x", "payload": "segredo"}, 400, ["payload"]),
    ({"event_type": "x", "payload": {}, "lead_id": "98765"}, 400, ["lead_id"]),
    ({"event_type": "x", "payload": {}, "property_id": "98765"}, 404, ["property_id"]),
    ({"event_type": "x", "payload": {}, "Zilda Quaresma": 1}, 400, ["?"]),
    ({"event_type": "x", "payload": {}, "Quaresma": 1}, 400, ["?"]),
    ({"event_type": "hold_requested", "payload": HOLD}, 400, ["property_id"]),
    (hold(check_in="10/03/2027"), 400, ["payload.check_in"]),
    (hold(check_in="2027-02-30"), 400, ["payload.check_in"]),
    (hold(check_in="2027-03-12"), 400, ["payload"]),
    (hold(check_out="2028-03-12"), 400, ["payload"]),
    (hold(rooms=[]), 400, ["payload.rooms"]),
    (
        hold(rooms=[{"room_type": "double", "quantity": -1}]),
        400,
        ["payload.rooms.0.quantity"],
    ),
    (
        hold(rooms=[{"room_type": "double", "quantity": "1"}]),
        400,
        ["payload.rooms.0.quantity"],
    ),
    (
        hold(rooms=[{"quantity": True}]),
        400,
        ["payload.rooms.0.room_type", "payload.rooms.0.quantity"],
    ),
    (hold(rooms=[{"room_type": "Double!", "quantity": 1}]), 400, ["payload.rooms.0.room_type"]),
    (hold(rooms=2 * [{"room_type": "double", "quantity": 1}]), 400, ["payload.rooms"]),
    (hold(guest={**GUEST, "phone": "98765"}), 400, ["payload.guest.phone"]),
    (hold(guest={**GUEST, "email": "quaresma"}), 400, ["payload.guest.email"]),
    (hold(guest={**GUEST, "name": ""}), 400, ["payload.guest.name"]),
    (hold(nights=2), 400, ["payload.?"]),
    ({**hold(), "property_id": "segredo"}, 404, ["property_id"]),
    (
        hold(rooms=[{"room_type": "castle", "quantity": 1}]),
        404,
        ["payload.rooms.0.room_type"],
    ),
    (ari(total=-1), 400, ["payload.total"]),
    (ari(price_cents=1.5), 400, ["payload.price_cents"]),
    (ari(price_cents=0), 400, ["payload.price_cents"]),
    (ari(price_cents=100_000_000), 400, ["payload.price_cents"]),
    (ari(room_type="Double!"), 400, ["payload.room_type"]),
    (ari(total=None), 400, ["payload"]),
    (ari(last_night="2027-03-09"), 400, ["payload"]),
    (ari(last_night="2030-03-09"), 400, ["payload"]),
    (own("hold_cancelled", hold_id="98765"), 400, ["payload.hold_id"]),
    (
        own("hold_cancelled", hold_id=NOBODY),
        404,
        ["payload.hold_id"],
    ),
    (own("payment_succeeded", session_id="../98765"), 400, ["payload.session_id"]),
    (own("stage_changed", to_stage="qualificado"), 400, ["lead_id"]),
    ({**own("stage_changed", to_stage=" "), "lead_id": NOBODY}, 400, ["payload.to_stage"]),
    ({**own("stage_changed", to_stage="q" * 61), "lead_id": NOBODY}, 400, ["payload.to_stage"]),
    ({**own("proposal_sent", amount_cents=0), "lead_id": NOBODY}, 400, ["payload.amount_cents"]),
    (
        {**own("won"), "lead_id": NOBODY},
        404,
        ["lead_id"],
    ),
    (own("lead_created", source="Quaresma"), 400, ["payload"]),
]
LEADS: list[tuple[Any, int, list[str]]] = [
    (b"{", 400, []),
    ([], 400, []),
    ({}, 400, ["name"]),
    ({"name": " ", "source": "Quaresma"}, 400, ["name"]),
    ({"phone": "98765"}, 400, ["phone"]),
    ({"phone": "quaresma98765432", "email": "quaresma"}, 400, ["phone", "email"]),
    ({"email": "quaresma"}, 400, ["email"]),
]


@pytest.mark.parametrize(("body", "status", "paths"), EVENTS)
def test_bad_events(
    service: ExecutionsApi,
    connection: Any,
    capsys: pytest.CaptureFixture[str],
    body: Any,
    status: int,
    paths: list[str],
) -> None:
    answer = post(
        "receive-webhook", body, "/events", Authorization=f"Bearer {SECRETS['EVENTS_SECRET']}"
    )
    check(answer, status, paths, connection, capsys.readouterr().out)


@pytest.mark.parametrize(("body", "status", "paths"), LEADS)
def test_bad_leads(
    service: ExecutionsApi,
    connection: Any,
    capsys: pytest.CaptureFixture[str],
    body: Any,
    status: int,
    paths: list[str],
) -> None:
    secret = SECRETS["LEAD_WEBHOOK_SECRET"]
    answer = post("receive-webhook", body, "/webhook/lead", Authorization=f"Bearer {secret}")
    check(answer, status, paths, connection, capsys.readouterr().out)


@pytest.mark.parametrize("body", [b"segredo", b"[]", b"\xff", b""])
def test_a_webhook_that_is_no_json_object(
    service: ExecutionsApi, connection: Any, capsys: pytest.CaptureFixture[str], body: bytes
) -> None:
    secret = SECRETS["WHATSAPP_WEBHOOK_SECRET"]
    answer = post("receive-webhook", body, "/webhook/whatsapp", Authorization=f"Bearer {secret}")
    check(answer, 400, [], connection, capsys.readouterr().out)


@pytest.mark.parametrize(
    ("function", "path"),
    [
        ("receive-webhook", "/webhook/stripe"),
        ("receive-webhook", "/events"),
        ("create-hold", "/"),
    ],
)
def test_a_body_above_one_megabyte(
    service: ExecutionsApi, connection: Any, function: str, path: str
) -> None:
    body = b" " * (1024 * 1024 + 1)
    authorization, signature = f"Bearer {SECRETS['EVENTS_SECRET']}", stripe_signature(body)
    answer = post(function, body, path, Authorization=authorization, Stripe_Signature=signature)
    check(answer, 413, [], connection, "")


def test_a_body_above_one_megabyte_that_does_not_say_its_length(
    service: ExecutionsApi, connection: Any
) -> None:
    body = BytesIO(b" " * (1024 * 1024 + 1))
    chunked = {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    answer = client("create-hold").post("/", input_stream=body, environ_overrides=chunked)
    check(answer, 413, [], connection, "")


def test_a_body_of_one_megabyte_is_read(service: ExecutionsApi) -> None:
    answer = post("create-hold", json.dumps({"event_id": "x"}).encode().ljust(1024 * 1024))
    assert answer.get_json()["error"]["code"] == "unknown_event"


@pytest.mark.parametrize("path", ["/", "/webhook", "/webhook/quaresma@guest.test", "/events/x"])
def test_an_unknown_route(
    service: ExecutionsApi, connection: Any, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    answer = post("receive-webhook", {}, path)
    check(answer, 404, [], connection, capsys.readouterr().out)


@pytest.mark.parametrize(
    ("function", "method", "path", "allowed"),
    [
        ("receive-webhook", "GET", "/events", "POST"),
        ("receive-webhook", "PUT", "/webhook/stripe", "POST"),
        ("receive-webhook", "POST", "/health", "GET"),
        ("create-hold", "GET", "/", "POST"),
        ("create-hold", "DELETE", "/", "POST"),
    ],
)
def test_a_wrong_method(
    service: ExecutionsApi, connection: Any, function: str, method: str, path: str, allowed: str
) -> None:
    answer = client(function).open(path, method=method)
    assert answer.headers["Allow"] == allowed
    check(answer, 405, [], connection, "")


def test_a_key_that_is_too_long(service: ExecutionsApi, connection: Any) -> None:
    answer = post(
        "receive-webhook",
        {"event_type": "x", "payload": {}},
        "/events",
        Authorization=f"Bearer {SECRETS['EVENTS_SECRET']}",
        Idempotency_Key="k" * 5000,
    )
    check(answer, 400, ["Idempotency-Key"], connection, "")
