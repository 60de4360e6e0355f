"""Stripe's events, kept as triggers with ids: amounts and states are fetched when they matter."""

from typing import Any, Final
from uuid import UUID

from werkzeug.datastructures import Headers

from hotelly.ingest.allowed_types import foreign_type
from hotelly.ingest.authenticity import verified_stripe_body
from hotelly.ingest.fingerprints import fingerprint, kept_id
from hotelly.ingest.receipt import (
    ReadBody,
    Receipt,
    parsed_object,
    text_at,
)

TYPE_OF: Final = {
    "checkout.session.async_payment_succeeded": "payment_succeeded",
    "checkout.session.async_payment_failed": "payment_failed",
    "checkout.session.expired": "checkout_expired",
    "charge.refunded": "refund_changed",
    "charge.refund.updated": "refund_changed",
    "refund.created": "refund_changed",
    "refund.updated": "refund_changed",
    "refund.failed": "refund_changed",
    "charge.dispute.created": "dispute_changed",
    "charge.dispute.updated": "dispute_changed",
    "charge.dispute.closed": "dispute_changed",
    "charge.dispute.funds_withdrawn": "dispute_changed",
    "charge.dispute.funds_reinstated": "dispute_changed",
}
OURS: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("payment_succeeded", "payment_failed", "checkout_expired"), ("cs_",)),
    "refund_changed": ("re_", "pyr_", "ch_", "py_"),
    "dispute_changed": ("dp_", "du_"),
}
"""what the id of such an event's object begins with"""


def receive(headers: Headers, read: ReadBody) -> list[Receipt]:
    """Raises Unauthorized, NotConfigured; InvalidInput for no JSON object. Keeps all the rest."""
    return [receipt_of(parsed_object(verified_stripe_body(headers, read, "STRIPE_WEBHOOK_SECRET")))]


def receipt_of(event: dict[str, Any]) -> Receipt:
    """What is kept of an event, however we came by it."""
    return Receipt(
        source="stripe",
        external_id=_event_id(event),
        event_type=_event_type(event),
        payload=_payload(event),
        correlation_id=_correlation_id(event),
        beside=True,
    )


def _event_id(event: dict[str, Any]) -> str:
    event_id = text_at(event, "id")
    return kept_id(event_id) if event_id else fingerprint(event)


def _event_type(event: dict[str, Any]) -> str:
    stripe_type = _stripe_type(event)
    object_id = _object_id(event) or ""
    if stripe_type == "checkout.session.completed" and object_id.startswith("cs_"):
        # Pix and boleto complete the Checkout first and bring the money later; a thin event says
        # nothing of that.
        paid = text_at(event, "data", "object", "payment_status") not in (None, "unpaid")
        return "payment_succeeded" if paid else "payment_pending"
    known = TYPE_OF.get(stripe_type, "")
    if known and object_id.startswith(OURS[known]):
        return known
    return foreign_type("stripe", stripe_type)


def _stripe_type(event: dict[str, Any]) -> str:
    """Thin events name the same types under `v1.`."""
    return (text_at(event, "type") or "").removeprefix("v1.")


def _object_id(event: dict[str, Any]) -> str | None:
    """Of a snapshot event, or of a thin one (https://docs.stripe.com/event-destinations)."""
    return text_at(event, "data", "object", "id") or text_at(event, "related_object", "id")


def _payload(event: dict[str, Any]) -> dict[str, Any]:
    object_id = _object_id(event)
    is_session = (object_id or "").startswith("cs_")
    fields = {
        "session_id" if is_session else "object_id": object_id,
        "payment_intent": text_at(event, "data", "object", "payment_intent"),
        "stripe_type": _stripe_type(event),
        "livemode": event.get("livemode") is True,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _correlation_id(event: dict[str, Any]) -> str | None:
    """The guest's journey, as create-checkout wrote it into the session."""
    try:
        return str(UUID(text_at(event, "data", "object", "metadata", "correlation_id")))
    except (TypeError, ValueError, AttributeError):
        return None
