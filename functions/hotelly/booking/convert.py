"""From a paid Checkout Session to a reservation. The event only says which: it is fetched."""

from typing import TYPE_CHECKING, Any

from hotelly.booking.stripe_sessions import fetch_session, intent_of, money_until
from hotelly.database import call
from hotelly.web import Answer, EventStep, step

if TYPE_CHECKING:
    from stripe.checkout import Session


@step
def convert(body: EventStep) -> Answer:
    """`converted` {reservation_id}, `already_converted`, `awaiting_payment`, `payment_failed`,
    `checkout_expired`, or money without a reservation, left to a person: `late`, `paid_twice`,
    `amount_mismatch`, `unknown_hold`. A session that does not show yet what the event tells of is
    asked for again.
    """
    known = call("payment_session", event_id=body.event_id)
    if known["outcome"] == "done":
        result: Answer = known["result"]
        return result
    session = fetch_session(known["session_id"])
    return call("convert", event_id=body.event_id, session=_facts(session))


def _facts(session: "Session") -> dict[str, Any]:
    """What SQL decides by: `amount_total` in cents, both ids as create-checkout wrote them."""
    metadata = session.metadata.to_dict() if session.metadata else {}
    intent = intent_of(session)
    return {
        "session_id": session.id,
        "status": session.status,
        "payment_status": session.payment_status,
        "amount_total": session.amount_total,
        "currency": session.currency,
        "payment_intent": intent.id if intent else None,
        "intent_status": intent.status if intent else None,
        "money_until": money_until(session),
        "hold_id": metadata.get("hold_id"),
        "payment_id": metadata.get("payment_id"),
    }
