"""A hold's Checkout Session: opened with its amount, closed before its rooms go back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from hotelly import settings
from hotelly.booking.stripe_sessions import close_session, create_session
from hotelly.database import call
from hotelly.ingest.dispatch import argument_of
from hotelly.run import Run
from hotelly.web import Answer, Body, EventId, EventStep, step


class CloseCheckout(Body):
    hold_id: UUID
    event_id: EventId | None = None
    """of the cancellation that asks for it; the expiry of holds has none"""
    correlation_id: UUID | None = None
    run: Run | None = None
    now: datetime | None = None


@step
def create_checkout(body: EventStep) -> Answer:
    """`open` {session_id}, or `hold_not_active` when the hold lapsed before it had a link."""
    payment = call("start_payment", event_id=body.event_id)
    if payment["outcome"] != "start":
        return payment
    session = create_session(_session_params(payment), payment["idempotency_key"])
    return call(
        "record_checkout",
        event_id=body.event_id,
        payment_id=payment["payment_id"],
        session_id=session.id,
        url=session.url,
        payment_intent=session.payment_intent,
    )


@step
def close_checkout(body: CloseCheckout) -> Answer:
    """`closed`; `none` when nothing is open; `complete` {event} when the guest was faster.

    A complete session is an event like the webhook's own: it is stored here, and whoever runs it
    converts the hold and tells the guest, on the same path and once.
    """
    payment = call("open_payment", hold_id=body.hold_id)
    if payment["outcome"] == "none":
        return payment
    session_id = payment["session_id"]
    if close_session(session_id) == "complete":
        return {"outcome": "complete", "event": _stored_completion(session_id)}
    return call("close_payment", hold_id=body.hold_id, session_id=session_id, now=body.now)


def _stored_completion(session_id: str) -> Mapping[str, Any]:
    stored = call("receive_completion", session_id=session_id)
    return argument_of(stored)


def _session_params(payment: Mapping[str, Any]) -> dict[str, Any]:
    """No personal data: Stripe asks the guest itself, and shows metadata in its dashboard."""
    ids = ("hold_id", "payment_id", "property_id", "correlation_id")
    metadata = {name: payment[name] for name in ids}
    page = settings.required("CHECKOUT_RETURN_URL").rstrip("/")
    return {
        "mode": "payment",
        "client_reference_id": payment["hold_id"],
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata},
        "line_items": [{"quantity": 1, "price_data": _price(payment)}],
        "expires_at": int(datetime.fromisoformat(payment["session_expires_at"]).timestamp()),
        "locale": "pt-BR",
        "success_url": f"{page}/pago",
        "cancel_url": f"{page}/cancelado",
        **_methods(payment),
    }


def _price(payment: Mapping[str, Any]) -> dict[str, Any]:
    stay = " a ".join(
        datetime.fromisoformat(payment[name]).strftime("%d/%m/%Y")
        for name in ("check_in", "check_out")
    )
    return {
        "currency": payment["currency"],
        "unit_amount": payment["amount_cents"],
        "product_data": {"name": payment["property_name"], "description": f"Hospedagem de {stay}"},
    }


def _methods(payment: Mapping[str, Any]) -> dict[str, Any]:
    """Pix has a clock of its own after the session's; the hold's release counts with it."""
    methods = payment["payment_methods"]
    if "pix" not in methods:
        return {"payment_method_types": methods}
    pix = {"expires_after_seconds": payment["pix_expires_after_seconds"]}
    return {"payment_method_types": methods, "payment_method_options": {"pix": pix}}
