"""Checkout Sessions at Stripe."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hotelly.errors import Rejected
from hotelly.stripe_client import client, stripe_errors

if TYPE_CHECKING:  # a quarter of a second to import: only where Stripe is asked
    from stripe import PaymentIntent
    from stripe.checkout import Session

KEYS: Final = 20
"""of one attempt to pay: each failure that Stripe keeps uses one up"""


class Closed(NamedTuple):
    """How a session was found, with no way left to begin a payment."""

    status: str
    """`expired`, `complete`"""
    session: "Session"


def create_session(params: Mapping[str, Any], idempotency_key: str) -> "Session":
    """The same params under the same key answer the same session, however often within a day.

    Stripe keeps an answer for its key even when it was its own failure: then another key is used.
    What may have been made under the first has no link that anybody knows.
    """
    # Other params under a key are refused for a day: a release may well change some.
    digest = hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()[:12]
    keys = [f"{idempotency_key}-{digest}" + (f"-{n}" if n else "") for n in range(KEYS)]
    with stripe_errors():
        for key in keys[:-1]:
            session = _created_unless_pinned(params, key)
            if session is not None:
                return session
        return _create(params, keys[-1])


def fetch_session(session_id: str) -> "Session":
    """With its payment intent expanded: only that tells a payment that failed from one to come."""
    with stripe_errors():
        return _retrieve(session_id)


def close_session(session_id: str) -> Closed:
    """Expiring first and asking afterwards has no race: Stripe refuses to expire a session that is
    not open.
    """
    import stripe

    with stripe_errors():
        try:
            session = client().v1.checkout.sessions.expire(session_id)
        except stripe.InvalidRequestError:
            session = _retrieve(session_id)
    if session.status == "open":
        raise Rejected(
            "stripe_kept_open", "Stripe refuses to close a Checkout Session that is open."
        )
    return Closed(str(session.status), session)


def intent_of(session: "Session") -> "PaymentIntent | None":
    """Of a session as `fetch_session` answers it."""
    intent = session.payment_intent
    assert not isinstance(intent, str), "the payment intent is expanded"
    return intent


class Coming(NamedTuple):
    """Money that the guest was given something to pay with for."""

    until: str | None
    """when that ends (ISO 8601)"""
    method: str | None
    """`pix`, `boleto`"""


def money_coming(session: "Session") -> Coming:
    """Without a code or voucher to pay, nothing is known."""
    intent = intent_of(session)
    action = intent.next_action.to_dict() if intent and intent.next_action else {}
    shown = action.get("type", "")
    ends = (action.get(shown) or {}).get("expires_at")
    until = datetime.fromtimestamp(ends, UTC).isoformat() if ends else None
    return Coming(until, shown.partition("_")[0] or None)


def _retrieve(session_id: str) -> "Session":
    return client().v1.checkout.sessions.retrieve(
        session_id, {"expand": ["payment_intent.latest_charge"]}
    )


def _create(params: Mapping[str, Any], key: str) -> "Session":
    return client().v1.checkout.sessions.create(
        params=dict(params),  # type: ignore[arg-type]  # a TypedDict of hundreds of keys
        # no second try under the same key: it may stand for the failure of the first
        options={"idempotency_key": key, "max_network_retries": 0},
    )


def _created_unless_pinned(params: Mapping[str, Any], key: str) -> "Session | None":
    """None when this key stands for a failure of Stripe's, and would for a day."""
    import stripe

    try:
        return _create(params, key)
    except stripe.StripeError as error:
        headers = {name.lower(): value for name, value in (error.headers or {}).items()}
        if (error.http_status or 0) >= 500 and headers.get("idempotent-replayed") == "true":
            return None
        raise
