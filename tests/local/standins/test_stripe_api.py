"""What every request meets, and the smaller resources: refunds and events."""

from base64 import b64encode
from contextlib import closing
from operator import attrgetter
from typing import Any

import httpx
import pytest
import stripe

from tests.local.standins.conftest import API_KEY, OpenSession


def paid(open_session: OpenSession, client: stripe.StripeClient) -> str:
    """The id of the PaymentIntent of a session paid by card."""
    session = open_session()
    httpx.post(str(session.url), data={"action": "card"})
    return str(client.v1.checkout.sessions.retrieve(session.id).payment_intent)


def basic(user: str) -> str:
    return "Basic " + b64encode(f"{user}:".encode()).decode()


@pytest.mark.parametrize("authorization", [f"Bearer {API_KEY}", basic(API_KEY)])
def test_the_key_may_come_as_bearer_token_or_as_basic_user(
    stripe_url: str, authorization: str
) -> None:
    answer = httpx.get(f"{stripe_url}/v1/events", headers={"Authorization": authorization})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer sk_test_other", basic("sk_test_other"), "Basic ?", f"Digest {API_KEY}"],
)
def test_without_the_right_key_nothing_is_answered(stripe_url: str, authorization: str) -> None:
    answer = httpx.get(f"{stripe_url}/v1/events", headers={"Authorization": authorization})
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_the_library_sees_a_wrong_key_as_authentication_error(stripe_url: str) -> None:
    with closing(stripe.RequestsClient()) as connections:
        client = stripe.StripeClient(
            "sk_test_other", base_addresses={"api": stripe_url}, http_client=connections
        )
        with pytest.raises(stripe.AuthenticationError):
            client.v1.events.list()


def test_the_version_of_the_client_is_echoed_and_nonsense_refused(
    client: stripe.StripeClient, stripe_url: str
) -> None:
    answer = client.v1.events.list(options={"stripe_version": "2024-06-20"})
    assert answer.last_response is not None
    assert answer.last_response.headers["Stripe-Version"] == "2024-06-20"
    with pytest.raises(stripe.InvalidRequestError, match="Invalid Stripe API version"):
        client.v1.events.list(options={"stripe_version": "yesterday"})


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/sandwiches"), ("DELETE", "/v1/events")])
def test_unknown_urls_and_methods_are_refused_as_stripe_words_it(
    stripe_url: str, method: str, path: str
) -> None:
    headers = {"Authorization": f"Bearer {API_KEY}"}
    answer = httpx.request(method, stripe_url + path, headers=headers)
    assert answer.status_code == 404
    message = f"Unrecognized request URL ({method}: {path})."
    assert answer.json() == {"error": {"type": "invalid_request_error", "message": message}}
    assert answer.headers["Request-Id"].startswith("req_")


@pytest.mark.parametrize("key", ["a[b", "[a]", "a]b[", ""])
def test_a_malformed_parameter_name_is_refused(stripe_url: str, key: str) -> None:
    answer = httpx.get(
        f"{stripe_url}/v1/events", params={key: "x"}, headers={"Authorization": basic(API_KEY)}
    )
    assert answer.status_code == 400
    assert "malformed" in answer.json()["error"]["message"]


def test_a_body_that_is_not_a_form_is_refused(stripe_url: str) -> None:
    answer = httpx.post(
        f"{stripe_url}/v1/refunds", json={"amount": 1}, headers={"Authorization": basic(API_KEY)}
    )
    assert answer.status_code == 400
    assert "must be application/x-www-form-urlencoded" in answer.json()["error"]["message"]


def test_a_parameter_cannot_be_a_value_and_a_mapping(stripe_url: str) -> None:
    answer = httpx.get(
        f"{stripe_url}/v1/events?type=a&type[b]=c", headers={"Authorization": basic(API_KEY)}
    )
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "type[b]"


@pytest.mark.parametrize("resource", ["checkout.sessions", "payment_intents", "refunds", "events"])
def test_an_unknown_id_is_a_404_with_stripes_code(
    client: stripe.StripeClient, resource: str
) -> None:
    service: Any = attrgetter(resource)(client.v1)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        service.retrieve("xx_1")
    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")


def test_a_refund_returns_all_that_is_left_by_default(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    intent = paid(open_session, client)
    part = client.v1.refunds.create(
        {"payment_intent": intent, "amount": 23450, "reason": "requested_by_customer"}
    )
    assert part.id.startswith("re_")
    assert (part.amount, part.status, part.payment_intent) == (23450, "succeeded", intent)
    rest = client.v1.refunds.create({"charge": str(part.charge), "metadata": {"hold_id": "h1"}})
    assert rest.amount == 100000
    client.v1.refunds.create({"payment_intent": paid(open_session, client)})
    charge: Any = client.v1.refunds.retrieve(rest.id, {"expand": ["charge"]}).charge
    assert (charge.amount_refunded, charge.refunded) == (123450, True)
    listed = client.v1.refunds.list({"payment_intent": intent})
    assert [each.id for each in listed.data] == [rest.id, part.id]
    listed = client.v1.refunds.list({"charge": charge.id})
    assert [each.id for each in listed.data] == [rest.id, part.id]


def test_more_than_was_paid_is_never_refunded(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    intent = paid(open_session, client)
    client.v1.refunds.create({"payment_intent": intent, "amount": 100000})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded") as refusal:
        client.v1.refunds.create({"payment_intent": intent, "amount": 23451})
    assert refusal.value.param == "amount"
    client.v1.refunds.create({"payment_intent": intent, "amount": 23450})
    with pytest.raises(stripe.InvalidRequestError) as again:
        client.v1.refunds.create({"payment_intent": intent})
    assert again.value.code == "charge_already_refunded"


def test_a_refund_needs_exactly_one_successful_charge(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    session = open_session()
    httpx.post(str(session.url), data={"action": "decline"})
    kept = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    declined: Any = kept.payment_intent
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        client.v1.refunds.create({"payment_intent": declined.id})
    with pytest.raises(stripe.InvalidRequestError, match="has failed and cannot be refunded"):
        client.v1.refunds.create({"charge": declined.latest_charge})
    with pytest.raises(stripe.InvalidRequestError, match="payment_intent or charge"):
        client.v1.refunds.create({"amount": 1})
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.refunds.create({"payment_intent": "pi_unknown"})
    assert (refusal.value.http_status, refusal.value.param) == (404, "payment_intent")


def test_an_event_shows_its_object_as_it_was_then_and_the_request_that_caused_it(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    session = open_session()
    client.v1.checkout.sessions.expire(session.id, options={"idempotency_key": "closing"})
    [event] = client.v1.events.list({"type": "checkout.session.expired"}).data
    assert event.id.startswith("evt_")
    assert event.api_version == stripe.api_version
    assert event.request is not None
    assert event.request.idempotency_key == "closing"
    assert str(event.request.id).startswith("req_")
    assert client.v1.events.retrieve(event.id).data.object["status"] == "expired"


def test_events_are_listed_by_type(client: stripe.StripeClient, open_session: OpenSession) -> None:
    intent = paid(open_session, client)
    client.v1.refunds.create({"payment_intent": intent})
    types = ["refund.created", "charge.refunded"]
    found = client.v1.events.list({"types": types}).data
    assert sorted(event.type for event in found) == sorted(types)
    caused_by_payer = client.v1.events.list({"type": "checkout.session.completed"}).data
    assert [event.request and event.request.id for event in caused_by_payer] == [None]


def test_a_list_refuses_a_place_it_does_not_know(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.events.list({"starting_after": "evt_unknown"})
    assert refusal.value.param == "starting_after"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.events.list({"limit": 101})
