"""Giving money back at Stripe: decided by resolve-payment, told to Stripe here, once."""

from typing import TYPE_CHECKING, Any

from hotelly import log
from hotelly.database import call
from hotelly.errors import Rejected
from hotelly.stripe_client import client, stripe_errors
from hotelly.web import Answer, EventStep, step

if TYPE_CHECKING:
    from stripe import Refund


@step
def refund_payment(body: EventStep) -> Answer:
    """`refunded`, `refund_pending`, or `refund_failed`, and then a person has a task; `none` when
    the event decided on no refund.
    """
    refund = call("refund_to_make", event_id=body.event_id)
    if refund["outcome"] == "done":
        result: Answer = refund["result"]
        return result
    if refund["outcome"] == "none":
        return refund
    ids = {"event_id": body.event_id, "refund_id": refund["refund_id"]}
    try:
        made = _make(refund)
    except Rejected as refusal:  # for good: such as a balance or a charge that does not allow it
        log.warning("refund refused", code=refusal.code)
        return call("record_refund", **ids, status="failed", error=refusal.code)
    return call("record_refund", **ids, status=made.status, provider_object_id=made.id)


def _make(refund: dict[str, Any]) -> "Refund":
    """The same refund however often it is asked for: its key is that of the decision."""
    names = ("refund_id", "payment_id", "hold_id", "correlation_id")
    metadata = {name: refund[name] for name in names if refund[name]}
    with stripe_errors():
        return client().v1.refunds.create(
            params={
                "payment_intent": refund["payment_intent"],
                "amount": refund["amount_cents"],
                "metadata": metadata,
            },
            options={"idempotency_key": refund["idempotency_key"]},
        )
