"""What Checkout takes, and how it names what it does not."""

import time
from typing import Any

import pytest
import stripe

from tests.local.standins.conftest import OpenSession, session_params


def test_line_items_are_listed_on_their_own(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    rooms = [{**item, "quantity": n} for n in range(1, 12) for item in price(unit_amount=5000)]
    session = open_session(line_items=rooms)
    assert session.amount_total == 66 * 5000
    items = client.v1.checkout.sessions.line_items.list(session.id)
    assert [item.amount_total for item in items.data] == [n * 5000 for n in range(1, 12)]


def price(**changes: Any) -> list[Any]:
    [item] = session_params()["line_items"]
    return [{**item, "price_data": {**item["price_data"], **changes}}]


@pytest.mark.parametrize(
    ("changes", "param", "message"),
    [
        ({"expires_at": int(time.time()) + 1700}, "expires_at", "at least 30 minutes"),
        ({"expires_at": int(time.time()) + 90_000}, "expires_at", "less than 24 hours"),
        ({"expires_at": "soon"}, "expires_at", "Invalid integer: expires_at"),
        ({"mode": "subscription"}, "mode", "Invalid mode"),
        ({"line_items": []}, "line_items", "Missing required param: line_items."),
        ({"success_url": "obrigado"}, "success_url", "Invalid success_url"),
        ({"success_url": None}, "success_url", "Missing required param: success_url."),
        ({"colour": "red"}, "colour", "Received unknown parameter: colour"),
        ({"payment_method_types": ["cash"]}, "payment_method_types[0]", "Invalid payment_method"),
        ({"metadata": {"a" * 41: "b"}}, f"metadata[{'a' * 41}]", "at most 40"),
        ({"metadata": {"a": "b" * 501}}, "metadata[a]", "at most 500"),
        (
            {"line_items": price(unit_amount=-1)},
            "line_items[0][price_data][unit_amount]",
            "greater than or equal to 0",
        ),
        ({"line_items": price(unit_amount=49)}, "line_items", "at least 50 cents"),
        (
            {"line_items": price(currency=None)},
            "line_items[0][price_data][currency]",
            "Missing required param: line_items[0][price_data][currency].",
        ),
        (
            {"line_items": price() + price(currency="usd")},
            "line_items",
            "same currency",
        ),
        (
            {"line_items": price(currency="usd"), "payment_method_types": ["pix"]},
            "payment_method_types",
            "requires the currency brl",
        ),
        (
            {"payment_method_options": {"pix": {"expires_after_seconds": 59}}},
            "payment_method_options[pix][expires_after_seconds]",
            "greater than or equal to 60",
        ),
    ],
)
def test_a_wrong_parameter_is_named(
    client: stripe.StripeClient,
    open_session: OpenSession,
    changes: dict[str, Any],
    param: str,
    message: str,
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        open_session(**changes)
    assert refusal.value.http_status == 400
    assert message in str(refusal.value.user_message)
    assert refusal.value.param == param
    assert client.v1.checkout.sessions.list().data == []


def test_what_cannot_be_expanded_is_refused(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=r"cannot be expanded \(metadata\)"):
        client.v1.checkout.sessions.retrieve(open_session().id, {"expand": ["metadata"]})
