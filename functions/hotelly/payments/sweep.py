"""What no webhook told: Stripe's own list of events, read piece by piece."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from hotelly.database import call
from hotelly.ingest.dispatch import argument_of
from hotelly.ingest.receipt import Receipt
from hotelly.ingest.stripe_events import TYPE_OF, receipt_of
from hotelly.stripe_client import client, stripe_errors
from hotelly.web import Answer, Body, step

STRIPE_TYPES: Final = sorted({"checkout.session.completed", *TYPE_OF})


class Sweep(Body):
    now: datetime | None = None


@step
def sweep_payments(body: Sweep) -> Answer:
    """{events: those that were missing, to be run}; `behind` while there is more to read, and then
    `swept`; `paused` with what Stripe sends.

    An event whose webhook came is known by its id, and nothing happens. The mark moves when all of
    a piece is stored: a sweep that dies is done again.
    """
    window = call("sweep_window", now=body.now)
    if window["outcome"] == "paused":
        return {"outcome": "paused", "events": []}
    missing = [
        argument_of(stored)
        for receipt in _events(window["from"], window["to"])
        if (stored := _stored(receipt))["outcome"] == "accepted"
    ]
    call("mark_swept", read_to=window["to"])
    return {"outcome": "behind" if window["behind"] else "swept", "events": missing}


def _events(begin: str, end: str) -> Iterator[Receipt]:
    """Those of money, the newest first, as their webhooks would have been kept."""
    created = {"gte": _seconds(begin), "lt": _seconds(end)}
    # Stripe takes at most 20 types; the kinds of refunds and disputes fit.
    params: Any = {"created": created, "types": STRIPE_TYPES, "limit": 100}
    with stripe_errors():
        for event in client().v1.events.list(params).auto_paging_iter():
            receipt = receipt_of(event.to_dict())
            if not receipt.event_type.startswith("stripe."):
                yield receipt


def _stored(receipt: Receipt) -> dict[str, Any]:
    return call(
        "receive_missed_event",
        external_id=receipt.external_id,
        event_type=receipt.event_type,
        payload=dict(receipt.payload),
        correlation_id=receipt.correlation_id,
    )


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())
