"""A stand-in that was killed and starts again knows what it told others."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe

from infra.local.client.waiting import eventually
from infra.local.standins.stripe import create_app as create_stripe
from infra.local.standins.whatsapp import create_app as create_whatsapp
from tests.local.standins.conftest import API_KEY, WEBHOOK_SECRET, session_params
from tests.local.standins.serving import Receiver, running

KEY: Any = {"idempotency_key": "hold-1:attempt-1"}


@contextmanager
def stripe_with(state: Path, hook_url: str) -> Iterator[tuple[str, stripe.StripeClient]]:
    """Nothing is said to it at its end that a killed one would not hear: it writes as it goes."""
    app = create_stripe(
        api_key=API_KEY,
        webhook_url=hook_url,
        webhook_secret=WEBHOOK_SECRET,
        first_pause=0.02,
        state=state,
    )
    with running(app) as url, closing(stripe.RequestsClient()) as connections:
        yield (
            url,
            stripe.StripeClient(
                API_KEY,
                base_addresses={"api": url},
                max_network_retries=0,
                http_client=connections,
            ),
        )


def test_sessions_payments_and_keys_are_there_again(tmp_path: Path, hook_url: str) -> None:
    state, params = tmp_path / "stripe.sqlite", session_params()
    with stripe_with(state, hook_url) as (_, client):
        made = client.v1.checkout.sessions.create(params, KEY)
        paid = client.v1.checkout.sessions.create(params)
        httpx.post(str(paid.url), data={"action": "card"})
        with stripe_with(state, hook_url) as (url, again):
            same = again.v1.checkout.sessions.create(params, KEY)
            assert same.to_dict() == made.to_dict()
            found = again.v1.checkout.sessions.retrieve(paid.id)
            assert (found.status, found.payment_status) == ("complete", "paid")
            refund = again.v1.refunds.create({"payment_intent": str(found.payment_intent)})
            assert refund.amount == found.amount_total
            page = f"{url}/c/pay/{made.id}"
            assert httpx.post(page, data={"action": "card"}).status_code < 400
            assert again.v1.checkout.sessions.retrieve(made.id).payment_status == "paid"


def test_webhooks_that_nobody_took_go_out_again(
    tmp_path: Path, hook_url: str, receiver: Receiver
) -> None:
    state = tmp_path / "stripe.sqlite"
    receiver.answers.extend([503] * 2)
    with stripe_with(state, hook_url) as (url, client):
        made = client.v1.checkout.sessions.create(session_params())
        httpx.put(f"{url}/_control/webhooks", json={"late_by": 600})
        httpx.post(str(made.url), data={"action": "card"})
        assert receiver.received == []
        with stripe_with(state, hook_url):
            eventually("the webhook is taken", lambda: len(receiver.received) >= 3)
    assert b"checkout.session.completed" in receiver.received[-1].body


def test_the_clock_stays_ahead(tmp_path: Path, hook_url: str) -> None:
    state = tmp_path / "stripe.sqlite"
    with stripe_with(state, hook_url) as (url, client):
        made = client.v1.checkout.sessions.create(session_params())
        httpx.post(f"{url}/_control/advance", json={"seconds": 200_000})
        with stripe_with(state, hook_url) as (_, again):
            assert again.v1.checkout.sessions.retrieve(made.id).status == "expired"
            fresh = again.v1.checkout.sessions.create(session_params() | {"expires_at": None})
            assert fresh.created > made.created + 200_000 - 60


def test_chats_are_there_again(tmp_path: Path) -> None:
    headers = {"apikey": "evolution-key"}

    def chats() -> Any:
        return create_whatsapp(api_key="evolution-key", state=tmp_path / "whatsapp.sqlite")

    with running(chats()) as url:
        body = {"number": "+5511987654321", "text": "Olá, Ana!"}
        sent = httpx.post(f"{url}/message/sendText/hotelly", json=body, headers=headers).json()
        with running(chats()) as second:
            found = httpx.post(f"{second}/chat/findMessages/hotelly", json={}, headers=headers)
    assert [each["key"] for each in found.json()["messages"]["records"]] == [sent["key"]]


@pytest.mark.parametrize("create", [create_stripe, create_whatsapp])
def test_without_a_file_nothing_is_kept(create: Any, tmp_path: Path) -> None:
    with running(create(api_key="key")):
        assert list(tmp_path.iterdir()) == []
