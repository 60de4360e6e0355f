"""Rooms: what is for sale, what is held, what comes back."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from hotelly.database import call
from hotelly.web import Answer, Body, EventId, EventStep, step


class Expire(Body):
    limit: Annotated[int, Field(ge=0, le=500)] | None = None
    """0: nothing more is wanted, somebody else may sweep"""
    execution_id: EventId | None = None
    """of the sweep, which then has the field for itself; without it nobody is kept out"""
    now: datetime | None = None


@step
def set_ari(body: EventStep) -> Answer:
    """Rooms, prices and rules of some nights: `updated` {nights, short?}, or `stale`.

    `short` are the nights of which more is sold than the new total.
    """
    return call("set_ari", event_id=body.event_id)


@step
def create_hold(body: EventStep) -> Answer:
    """`held` {hold_id, amount_cents, currency, expires_at}, or why not.

    `sold_out`, `not_for_sale` {reason?: in_the_past}, `over_capacity` {room_types}, `min_stay`
    {min_stay}, `closed_to_arrival`, `closed_to_departure`; `too_many_holds` of this guest
    without payment, `property_busy` with those of all. What is held has a payment started, for
    create-checkout to open.
    """
    return call("hold_for_payment", event_id=body.event_id)


@step
def cancel(body: EventStep) -> Answer:
    """`cancelled`, a reservation too, with its payment left to a person; or `not_active`."""
    return call("cancel", event_id=body.event_id)


@step
def expire(body: Expire) -> Answer:
    """Gives rooms of at most `limit` lapsed holds back: {expired, hold_ids, closing}; or `busy`.

    `closing` are holds with a payment whose end only Stripe knows: close-checkout is next.
    """
    return call("expire", limit=body.limit, run=body.execution_id, now=body.now)
