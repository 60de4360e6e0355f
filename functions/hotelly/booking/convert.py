"""From a paid Checkout Session to a reservation. The event only says which: it is fetched."""

from typing import TYPE_CHECKING, Any

from hotelly.booking.stripe_sessions import fetch_session, intent_of, money_coming
from hotelly.database import call
from hotelly.stripe_client import NoSuchObject
from hotelly.web import Answer, EventStep, step

if TYPE_CHECKING:
    from stripe import PaymentIntent
    from stripe.checkout import Session


@step
def convert(body: EventStep) -> Answer:
    """`converted` {reservation_id}, `already_converted`, `awaiting_payment`, `payment_failed`,
    `checkout_expired`, or money without a reservation, left to a person: `late`, `paid_twice`,
    `amount_mismatch`, `unknown_hold`, or `refunded` meanwhile; `not_ours`. A session that does not
    show yet what the event tells of is asked for again.
    """
    known = call("payment_session", event_id=body.event_id)
    if known["outcome"] == "done":
        result: Answer = known["result"]
        return result
    try:
        facts = _facts(fetch_session(known["session_id"]))
    except NoSuchObject:  # of another account, or of a key that sees less
        if known.get("hold_id"):
            raise
        facts = {"session_id": known["session_id"]}
    return call("convert", event_id=body.event_id, session=facts)


def _facts(session: "Session") -> dict[str, Any]:
    """What SQL decides by: `amount_total` in cents, both ids as create-checkout wrote them."""
    metadata = session.metadata.to_dict() if session.metadata else {}
    intent = intent_of(session)
    coming = money_coming(session)
    return {
        "session_id": session.id,
        "status": session.status,
        "payment_status": session.payment_status,
        "amount_total": session.amount_total,
        "currency": session.currency,
        "payment_intent": intent.id if intent else None,
        "intent_status": intent.status if intent else None,
        "money_until": coming.until,
        "money_by": coming.method,
        "refunded_cents": _refunded(intent),
        "hold_id": metadata.get("hold_id"),
        "payment_id": metadata.get("payment_id"),
    }


def _refunded(intent: "PaymentIntent | None") -> int:
    """Cents that have gone back already, by somebody's hand at Stripe."""
    charge = intent.latest_charge if intent else None
    return 0 if charge is None or isinstance(charge, str) else charge.amount_refunded
