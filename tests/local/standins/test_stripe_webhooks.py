"""Webhooks: signed as Stripe signs, tried until taken, disturbed on request."""

import json
import socket
import threading
import time
from itertools import pairwise
from typing import Any

import httpx
import pytest
import stripe

from infra.local.client.waiting import eventually
from infra.local.standins.stripe import create_app
from tests.local.standins.conftest import API_KEY, WEBHOOK_SECRET, OpenSession
from tests.local.standins.serving import Received, Receiver, address_of, running

COMPLETED = "checkout.session.completed"


def pay(session: Any, action: str = "card") -> None:
    httpx.post(session.url, data={"action": action})


def types_of(received: list[Received]) -> list[str]:
    return [json.loads(each.body)["type"] for each in received]


def only_delivery(control: httpx.Client) -> Any:
    [delivery] = control.get("/deliveries").json()
    return delivery


def test_an_event_carries_a_signature_that_the_library_accepts(
    open_session: OpenSession, receiver: Receiver
) -> None:
    session = open_session()
    pay(session)
    [received] = receiver.wait_for(1)
    signature = received.headers["Stripe-Signature"]
    event = stripe.Webhook.construct_event(received.body, signature, WEBHOOK_SECRET)
    assert (event.type, event.object, event.livemode) == (COMPLETED, "event", False)
    assert event.data.object["id"] == session.id
    assert event.data.object["metadata"]["hold_id"] == "h1"
    assert event.pending_webhooks == 1
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(received.body, signature, "whsec_other")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(received.body + b" ", signature, WEBHOOK_SECRET)


def test_the_signature_is_of_real_time_however_far_the_clock_was_advanced(
    open_session: OpenSession, receiver: Receiver, control: httpx.Client
) -> None:
    open_session()
    control.post("/advance", json={"seconds": 7200})
    [received] = receiver.wait_for(1)
    timestamp = int(received.headers["Stripe-Signature"].split(",")[0].removeprefix("t="))
    assert abs(timestamp - time.time()) < 60
    assert json.loads(received.body)["type"] == "checkout.session.expired"


def test_a_webhook_is_tried_until_it_is_taken(
    open_session: OpenSession, receiver: Receiver, control: httpx.Client
) -> None:
    receiver.answers.extend([500, 404, 302])
    pay(open_session())
    received = receiver.wait_for(4)
    assert len({each.body for each in received}) == 1
    eventually("it is taken", lambda: only_delivery(control)["state"] == "delivered")
    attempts = only_delivery(control)["attempts"]
    assert [attempt["answer"]["status"] for attempt in attempts] == [500, 404, 302, 200]
    pauses = [later["at"] - one["at"] for one, later in pairwise(attempts)]
    assert pauses[0] >= 0.02
    assert pauses[2] >= 0.08


def test_a_receiver_that_is_down_gets_its_webhook_once_it_is_up(receiver: Receiver) -> None:
    down = socket.socket()
    down.bind(("127.0.0.1", 0))
    app = create_app(api_key=API_KEY, webhook_url=f"{address_of(down)}/hook", first_pause=0.01)
    with running(app) as url:
        open_and_pay(url)
        attempts = eventually(
            "it is tried", lambda: httpx.get(f"{url}/_control/deliveries").json()[0]["attempts"]
        )
        assert attempts[0]["answer"] == {"status": None, "body": "ClientConnectorError"}
        with running(receiver.app(), down):
            assert types_of(receiver.wait_for(1)) == [COMPLETED]


def open_and_pay(url: str) -> None:
    """One session, opened and paid without the library."""
    form = {
        "mode": "payment",
        "success_url": "http://hotel.test/",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "brl",
        "line_items[0][price_data][unit_amount]": "5000",
        "line_items[0][price_data][product_data][name]": "Pousada do Farol",
    }
    headers = {"Authorization": f"Bearer {API_KEY}"}
    created = httpx.post(f"{url}/v1/checkout/sessions", data=form, headers=headers)
    httpx.post(created.json()["url"], data={"action": "card"})


def test_a_session_that_nobody_asks_about_expires_all_the_same(
    open_session: OpenSession, receiver: Receiver, control: httpx.Client
) -> None:
    open_session()
    control.post("/advance", json={"seconds": 3599})
    assert receiver.received == []
    assert types_of(receiver.wait_for(1)) == ["checkout.session.expired"]


def test_by_default_the_endpoint_gets_the_four_checkout_events_and_with_a_star_all(
    receiver: Receiver, hook_url: str
) -> None:
    app = create_app(api_key=API_KEY, webhook_url=hook_url, enabled_events=["*"])
    with running(app) as url:
        open_and_pay(url)
        received = receiver.wait_for(4)
    assert sorted(types_of(received)) == sorted(
        ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", COMPLETED]
    )


def test_without_an_endpoint_events_are_only_listed() -> None:
    with running(create_app(api_key=API_KEY)) as url:
        open_and_pay(url)
        assert httpx.get(f"{url}/_control/deliveries").json() == []


def test_an_event_can_be_delivered_ten_times_at_once(
    open_session: OpenSession, receiver: Receiver, control: httpx.Client
) -> None:
    pay(open_session())
    receiver.wait_for(1)
    event = only_delivery(control)["event"]
    again = control.post(f"/events/{event}/deliver", json={"times": 10}).json()
    assert [each["attempts"][0]["answer"]["status"] for each in again] == [200] * 10
    received = receiver.wait_for(11)
    assert len({each.body for each in received}) == 1
    assert control.post("/events/evt_unknown/deliver").status_code == 404


def test_every_event_can_come_twice(
    open_session: OpenSession, receiver: Receiver, control: httpx.Client
) -> None:
    control.put("/webhooks", json={"copies": 2})
    pay(open_session())
    assert types_of(receiver.wait_for(2)) == [COMPLETED, COMPLETED]


def test_events_can_come_late(
    open_session: OpenSession, receiver: Receiver, control: httpx.Client
) -> None:
    control.put("/webhooks", json={"late_by": 0.2})
    before = time.monotonic()
    pay(open_session())
    receiver.wait_for(1)
    assert time.monotonic() - before >= 0.2


@pytest.mark.parametrize("newest_first", [False, True])
def test_events_held_back_are_released_in_the_order_asked_for(
    open_session: OpenSession, receiver: Receiver, control: httpx.Client, newest_first: bool
) -> None:
    control.put("/webhooks", json={"hold": True})
    session = open_session()
    pay(session, "pix")
    control.post(f"/sessions/{session.id}/pix", json={"paid": True})
    states = [each["state"] for each in control.get("/deliveries").json()]
    assert states == ["held", "held"]
    assert receiver.received == []

    released = control.post("/webhooks/release", json={"newest_first": newest_first})
    assert [each["state"] for each in released.json()] == ["delivered", "delivered"]
    order = [COMPLETED, "checkout.session.async_payment_succeeded"]
    assert types_of(receiver.wait_for(2)) == (order[::-1] if newest_first else order)


def test_deliveries_are_found_by_event_and_by_type(
    open_session: OpenSession,
    receiver: Receiver,
    client: stripe.StripeClient,
    control: httpx.Client,
) -> None:
    pay(open_session())
    client.v1.checkout.sessions.expire(open_session().id)
    receiver.wait_for(2)
    [completed] = control.get("/deliveries", params={"type": COMPLETED}).json()
    found = control.get("/deliveries", params={"event": completed["event"]}).json()
    assert [each["id"] for each in found] == [completed["id"]]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/webhooks", {"copies": 0}),
        ("PUT", "/webhooks", {"hodl": True}),
        ("PUT", "/faults", {"lose": -1}),
        ("POST", "/advance", {}),
        ("POST", "/advance", {"seconds": -1}),
    ],
)
def test_control_says_what_is_wrong_with_a_request(
    control: httpx.Client, method: str, path: str, body: Any
) -> None:
    answer = control.request(method, path, json=body)
    assert answer.status_code == 422
    assert answer.json()[0]["loc"]


def test_stopping_leaves_no_delivery_running(hook_url: str, receiver: Receiver) -> None:
    receiver.answers.extend([500] * 50)
    before = threading.active_count()
    with running(create_app(api_key=API_KEY, webhook_url=hook_url, first_pause=30)) as url:
        open_and_pay(url)
        receiver.wait_for(1)
    assert threading.active_count() == before
    assert len(receiver.received) == 1
