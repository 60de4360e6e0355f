"""Idempotency-Key: replayed, refused for another request, and busy while in flight."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import stripe

from tests.local.standins.conftest import API_KEY, OpenSession, session_params

KEY: Any = {"idempotency_key": "hold-1:attempt-1"}


def count_of_sessions(client: stripe.StripeClient) -> int:
    return len(client.v1.checkout.sessions.list().data)


def test_the_same_request_again_is_answered_the_same_and_has_no_effect(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    expires_at = session_params()["expires_at"]
    first = open_session(KEY, expires_at=expires_at)
    httpx.post(str(first.url), data={"action": "card"})
    again = open_session(KEY, expires_at=expires_at)
    assert again.to_dict() == first.to_dict()
    assert count_of_sessions(client) == 1
    assert first.last_response is not None
    assert again.last_response is not None
    headers: Any = again.last_response.headers
    assert headers["Idempotent-Replayed"] == "true"
    assert headers["Idempotency-Key"] == KEY["idempotency_key"]
    assert headers["Original-Request"] == first.last_response.request_id
    assert headers["Request-Id"] != headers["Original-Request"]


def test_another_request_with_the_same_key_is_refused(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    open_session(KEY)
    with pytest.raises(stripe.IdempotencyError) as refusal:
        open_session(KEY, metadata={"hold_id": "h2"})
    assert refusal.value.http_status == 400
    assert str(refusal.value.user_message).startswith("Keys for idempotent requests can only be")
    assert count_of_sessions(client) == 1


def test_the_same_key_at_another_url_is_another_request(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    first, second = open_session(), open_session()
    client.v1.checkout.sessions.expire(first.id, options=KEY)
    with pytest.raises(stripe.IdempotencyError):
        client.v1.checkout.sessions.expire(second.id, options=KEY)
    assert client.v1.checkout.sessions.retrieve(second.id).status == "open"


def test_a_key_is_forgotten_after_a_day(
    client: stripe.StripeClient, open_session: OpenSession, control: httpx.Client
) -> None:
    first = open_session(KEY)
    control.post("/advance", json={"seconds": 24 * 60 * 60})
    later = first.created + 26 * 60 * 60
    assert open_session(KEY, expires_at=later).id != first.id


def test_a_refused_parameter_leaves_the_key_free(open_session: OpenSession) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        open_session(KEY, mode="nonsense")
    assert open_session(KEY).status == "open"


def test_a_refusal_of_the_endpoint_itself_is_replayed(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    session = open_session()
    httpx.post(str(session.url), data={"action": "card"})
    for replayed in (None, "true"):
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            client.v1.checkout.sessions.expire(session.id, options=KEY)
        assert (refusal.value.headers or {}).get("Idempotent-Replayed") == replayed


def test_a_request_in_flight_keeps_its_key_busy(stripe_url: str, control: httpx.Client) -> None:
    control.put("/faults", json={"seconds": 0.3})
    form = {
        "mode": "payment",
        "success_url": "http://hotel.test/",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "brl",
        "line_items[0][price_data][unit_amount]": "5000",
        "line_items[0][price_data][product_data][name]": "Pousada do Farol",
    }
    headers = {"Authorization": f"Bearer {API_KEY}", "Idempotency-Key": "k"}

    def create(_: int) -> httpx.Response:
        return httpx.post(f"{stripe_url}/v1/checkout/sessions", data=form, headers=headers)

    with ThreadPoolExecutor(2) as both:
        answers = sorted(both.map(create, range(2)), key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[1].json()["error"]["code"] == "idempotency_key_in_use"
    assert create(0).headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("fault", [{"lose": 1}, {"refuse": 1}])
def test_the_library_tries_a_lost_or_refused_answer_again_and_opens_one_session(
    client: stripe.StripeClient,
    open_session: OpenSession,
    control: httpx.Client,
    fault: dict[str, int],
) -> None:
    control.put("/faults", json=fault)
    session = open_session({"max_network_retries": 1})
    assert session.status == "open"
    assert count_of_sessions(client) == 1


def test_a_lost_answer_is_lost_to_a_client_that_does_not_try_again(
    client: stripe.StripeClient, open_session: OpenSession, control: httpx.Client
) -> None:
    control.put("/faults", json={"lose": 1})
    with pytest.raises(stripe.APIConnectionError):
        open_session()
    assert count_of_sessions(client) == 1


def test_a_key_of_more_than_255_characters_is_refused(open_session: OpenSession) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="at most 255"):
        open_session({"idempotency_key": "k" * 256})
