"""Refunds and disputes as Stripe has them, whoever made them: fetched, whatever an event says."""

from typing import Any

from hotelly.database import call
from hotelly.stripe_client import NoSuchObject, client, stripe_errors
from hotelly.web import Answer, EventStep, step


@step
def sync_payment(body: EventStep) -> Answer:
    """`synced` {refunded_cents}, `refund_unconfirmed`; `disputed`, `dispute_won`, `dispute_lost`;
    `not_ours`."""
    found = call("provider_object", event_id=body.event_id)
    if found["outcome"] == "done":
        result: Answer = found["result"]
        return result
    object_id = found["object_id"] or ""
    if object_id.startswith(("dp_", "du_")):
        return call("record_dispute", event_id=body.event_id, dispute=_dispute(object_id))
    intent = found["payment_intent"] or _intent_of_refund(object_id)
    return call(
        "record_refunds",
        event_id=body.event_id,
        payment_intent=intent or "",
        refunds=_refunds(intent),
        claimed=found["claimed"],
    )


def _dispute(object_id: str) -> dict[str, Any]:
    with stripe_errors():
        dispute = client().v1.disputes.retrieve(object_id)
    names = ("id", "payment_intent", "amount", "currency", "status", "reason")
    return {name: getattr(dispute, name) for name in names}


def _intent_of_refund(object_id: str) -> str | None:
    try:
        with stripe_errors():
            intent = client().v1.refunds.retrieve(object_id).payment_intent
    except NoSuchObject:
        return None
    return intent if isinstance(intent, str) else None


def _refunds(intent: str | None) -> list[dict[str, Any]]:
    if not intent:
        return []
    with stripe_errors():
        listed = client().v1.refunds.list({"payment_intent": intent, "limit": 100})
        return [
            {
                "id": refund.id,
                "amount": refund.amount,
                "currency": refund.currency,
                "status": refund.status,
                "refund_id": (refund.metadata.to_dict() if refund.metadata else {}).get(
                    "refund_id"
                ),
            }
            for refund in listed.auto_paging_iter()
        ]
