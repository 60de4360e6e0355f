"""A hold's Checkout Session: opened with its amount, closed before its rooms go back."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hotelly import settings
from hotelly.booking.stripe_sessions import (
    close_session,
    create_session,
    fetch_session,
    intent_of,
    money_coming,
)
from hotelly.database import call
from hotelly.errors import Unavailable
from hotelly.ingest.dispatch import argument_of
from hotelly.messaging.texts import deadline
from hotelly.run import Run
from hotelly.web import Answer, Body, EventId, EventStep, step

if TYPE_CHECKING:
    from stripe.checkout import Session


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
    recorded = call(
        "record_checkout",
        event_id=body.event_id,
        payment_id=payment["payment_id"],
        session_id=session.id,
        url=session.url,
        payment_intent=session.payment_intent,
    )
    if recorded["outcome"] != "open":
        _close_unwanted(payment["hold_id"], session.id)
    if recorded["outcome"] == "superseded":
        raise Unavailable("payment_superseded", "A newer attempt to pay has begun. Ask again.")
    return recorded


@step
def close_checkout(body: CloseCheckout) -> Answer:
    """`closed`; `none` when nothing may bring money any more; `awaiting` while it is on its way;
    `complete` {event} when Stripe knows more than we do.

    What Stripe knows is an event like the webhook's own: it is stored here, and whoever runs it
    converts the hold and tells the guest, on the same path and once.
    """
    payment = call("open_payment", hold_id=body.hold_id)
    if payment["outcome"] == "none":
        return payment
    ids = {"hold_id": body.hold_id, "session_id": payment["session_id"], "now": body.now}
    if payment["outcome"] == "open":
        closed = close_session(payment["session_id"])
        if closed.status == "expired":
            return call("close_payment", **ids)
        event_type = _news_of(closed.session)
    else:
        session = fetch_session(payment["session_id"])
        event_type = _news_of(session)
        if event_type == "payment_pending":
            coming = money_coming(session)
            return call("postpone_payment", **ids, until=coming.until, method=coming.method)
    return {"outcome": "complete", "event": _stored_news(payment["session_id"], event_type)}


def _close_unwanted(hold_id: str, session_id: str) -> None:
    """Nobody has its link; should this fail, the expiry of holds closes it."""
    if close_session(session_id).status == "expired":
        call("close_payment", hold_id=hold_id, session_id=session_id)


def _news_of(session: "Session") -> str:
    """The event of a session that is not open, as Stripe's webhook would have told it."""
    if session.payment_status != "unpaid":
        return "payment_succeeded"
    if session.status == "expired":
        return "checkout_expired"
    intent = intent_of(session)
    failed = intent is not None and intent.status in ("requires_payment_method", "canceled")
    return "payment_failed" if failed else "payment_pending"


def _stored_news(session_id: str, event_type: str) -> Mapping[str, Any]:
    stored = call("receive_news", session_id=session_id, event_type=event_type)
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
        "custom_text": {"submit": {"message": _until(payment)}},
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


def _until(payment: Mapping[str, Any]) -> str:
    """What the guest was told, beside the button: Stripe's shortest session may outlive the hold,
    whose expiry closes it.
    """
    return f"Pague até {deadline(payment['deadline'], payment['time_zone'])}."


def _methods(payment: Mapping[str, Any]) -> dict[str, Any]:
    """Pix and boleto have clocks of their own after the session's; the hold's release counts with
    them.
    """
    methods = payment["payment_methods"]
    clocks = {
        "pix": {"expires_after_seconds": payment["pix_expires_after_seconds"]},
        "boleto": {"expires_after_days": payment["boleto_expires_after_days"]},
    }
    offered = {method: clock for method, clock in clocks.items() if method in methods}
    return {
        "payment_method_types": methods,
        **({"payment_method_options": offered} if offered else {}),
    }
