"""What no webhook told: Stripe's own lists, read piece by piece."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from hotelly.database import call
from hotelly.ingest.dispatch import argument_of
from hotelly.ingest.receipt import Receipt
from hotelly.ingest.stripe_events import TYPE_OF, receipt_of
from hotelly.payments.lists import unheard
from hotelly.stripe_client import client, stripe_errors
from hotelly.web import Answer, Body, step

STRIPE_TYPES: Final = sorted({"checkout.session.completed", *TYPE_OF})
LISTED_AFTER: Final = 60 * 60
"""seconds"""


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
        for receipt in _news(window["from"], window["to"])
        if (stored := _stored(receipt))["outcome"] == "accepted"
    ]
    call("mark_swept", read_to=window["to"])
    return {"outcome": "behind" if window["behind"] else "swept", "events": missing}


def _news(begin: str, end: str) -> Iterator[Receipt]:
    """What the list of events tells; of an hour before, when all that was told is done, what only
    the lists of the things themselves show.
    """
    created = {"gte": _seconds(begin), "lt": _seconds(end)}
    yield from _events(created)
    before = {bound: second - LISTED_AFTER for bound, second in created.items()}
    yield from (found for found in unheard(before) if found.payload)


def _events(created: dict[str, int]) -> Iterator[Receipt]:
    """Those of money, the newest first, as their webhooks would have been kept."""
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
