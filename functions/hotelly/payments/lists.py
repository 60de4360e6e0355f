"""What Stripe's lists of charges, refunds and disputes show, and neither a webhook nor an event."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from hotelly.database import call
from hotelly.ingest.receipt import Receipt
from hotelly.stripe_client import client, stripe_errors

if TYPE_CHECKING:
    from stripe import Charge

TYPE_OF = {"charge": "payment_succeeded", "refund": "refund_changed", "dispute": "dispute_changed"}


def unheard(created: Mapping[str, int]) -> Iterator[Receipt]:
    """News of the objects made in this piece of time, as their webhooks would have been kept."""
    for found in call("unheard_money", objects=_listed(created))["objects"]:
        yield Receipt(
            source="stripe",
            external_id=f"listed-{found['id']}-{found['status']}",
            event_type=TYPE_OF[found["kind"]],
            payload=_payload(found),
            correlation_id=None,
            beside=True,
        )


def _listed(created: Mapping[str, int]) -> list[dict[str, Any]]:
    params: Any = {"created": created, "limit": 100}
    stripe = client().v1
    with stripe_errors():
        return [
            *(
                _facts("charge", charge)
                for charge in stripe.charges.list(params).auto_paging_iter()
                if _is_ours(charge)
            ),
            *(_facts("refund", each) for each in stripe.refunds.list(params).auto_paging_iter()),
            *(_facts("dispute", each) for each in stripe.disputes.list(params).auto_paging_iter()),
        ]


def _is_ours(charge: "Charge") -> bool:
    """Money that came for a hold: create-checkout has written its id."""
    return (
        charge.paid and charge.payment_intent is not None and "hold_id" in charge.metadata.to_dict()
    )


def _facts(kind: str, listed: Any) -> dict[str, Any]:
    names = ("id", "payment_intent", "status")
    return {"kind": kind} | {name: getattr(listed, name) for name in names}


def _payload(found: Mapping[str, Any]) -> dict[str, Any]:
    intent = found["payment_intent"]
    if found["kind"] != "charge":
        return {"object_id": found["id"], "payment_intent": intent}
    with stripe_errors():
        sessions = client().v1.checkout.sessions.list({"payment_intent": intent}).data
    return {"session_id": sessions[0].id, "payment_intent": intent} if sessions else {}
