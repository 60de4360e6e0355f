import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
import stripe
from stripe.checkout import Session

from infra.local.standins.stripe import create_app as create_stripe
from infra.local.standins.whatsapp import create_app as create_whatsapp
from tests.local.standins.serving import Receiver, running

API_KEY = "sk_test_of_the_tests"
WEBHOOK_SECRET = "whsec_of_the_tests"

OpenSession = Callable[..., Session]

stripe.enable_telemetry = False


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def hook_url(receiver: Receiver) -> Iterator[str]:
    with running(receiver.app()) as url:
        yield f"{url}/hook"


@pytest.fixture
def stripe_url(hook_url: str) -> Iterator[str]:
    app = create_stripe(
        api_key=API_KEY, webhook_url=hook_url, webhook_secret=WEBHOOK_SECRET, first_pause=0.02
    )
    with running(app) as url:
        yield url


@pytest.fixture
def client(stripe_url: str) -> Iterator[stripe.StripeClient]:
    """The official library; it gives up at once, so that refusals are seen."""
    with closing(stripe.RequestsClient()) as connections:
        yield stripe.StripeClient(
            API_KEY,
            base_addresses={"api": stripe_url},
            max_network_retries=0,
            http_client=connections,
        )


@pytest.fixture
def control(stripe_url: str) -> Iterator[httpx.Client]:
    """The routes under `/_control/`."""
    with httpx.Client(base_url=f"{stripe_url}/_control") as connection:
        yield connection


@pytest.fixture
def open_session(client: stripe.StripeClient) -> OpenSession:
    """Opens a Checkout Session over 1234.50 BRL; keyword arguments replace parameters."""

    def create(options: Any = None, **changes: Any) -> Session:
        params: Any = {**session_params(), **changes}
        return client.v1.checkout.sessions.create(params, options)

    return create


def session_params() -> Any:
    product = {"name": "Pousada do Farol", "description": "10/03/2027 a 12/03/2027"}
    price = {"currency": "brl", "unit_amount": 123450, "product_data": product}
    return {
        "mode": "payment",
        "success_url": "http://hotel.test/obrigado?sessao={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://hotel.test/cancelado",
        "line_items": [{"quantity": 1, "price_data": price}],
        "expires_at": int(time.time()) + 3600,
        "metadata": {"hold_id": "h1", "correlation_id": "c1"},
    }


@pytest.fixture
def whatsapp_url(hook_url: str) -> Iterator[str]:
    app = create_whatsapp(
        api_key="evolution-key", webhook_url=hook_url, webhook_secret="s", first_pause=0.02
    )
    with running(app) as url:
        yield url
