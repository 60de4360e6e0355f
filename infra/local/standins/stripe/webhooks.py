"""Delivery of events to the one webhook endpoint: signed, retried, and disturbed on request.

https://docs.stripe.com/webhooks: no order, now and then twice, again until a 2xx.
"""

import asyncio
import logging
import time
from collections.abc import Collection, Mapping
from typing import Literal

import stripe
from pydantic import BaseModel, Field

from infra.local.standins.control import ControlBody
from infra.local.standins.courier import Answer, Courier
from infra.local.standins.stripe.objects import Event, new_id

CHECKOUT_EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "charge.refunded",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.closed",
)
LONGEST_PAUSE = 64
"""pauses between attempts double until they are so many times the first one"""

_log = logging.getLogger("stripe.webhooks")


class Attempt(BaseModel):
    at: float
    """seconds since 1970, in real time"""
    answer: Answer


class Delivery(BaseModel):
    """One event on its way to the endpoint, once."""

    id: str = Field(default_factory=lambda: new_id("del"))
    event: str
    type: str
    state: Literal["held", "pending", "delivered"]
    attempts: list[Attempt] = []


class Disturbance(ControlBody):
    """How deliveries shall differ from the ordinary, from now on."""

    hold: bool = False
    """keep deliveries back until they are released"""
    copies: int = Field(default=1, ge=1, le=100)
    """deliver each event so many times at once"""
    late_by: float = Field(default=0, ge=0, le=600)
    """seconds before the first attempt"""


class Webhooks:
    """All deliveries since the start, oldest first."""

    def __init__(
        self, courier: Courier, secret: str, enabled_events: Collection[str], first_pause: float
    ) -> None:
        """`enabled_events` may hold `*`; `first_pause`: seconds before the second attempt."""
        self.deliveries: list[Delivery] = []
        self.disturbance = Disturbance()
        self._courier = courier
        self._secret = secret
        self._enabled = enabled_events
        self._first_pause = first_pause
        self._bodies: dict[str, str] = {}
        self._changed: dict[str, Delivery] = {}

    def changes(self) -> list[Delivery]:
        """The deliveries that are new or were attempted since the last time."""
        found = list(self._changed.values())
        self._changed.clear()
        return found

    def restore(self, deliveries: list[Delivery], events: Mapping[str, Event]) -> None:
        """Take up deliveries that were begun before; `resume` lets them go on."""
        self.deliveries = [each for each in deliveries if each.event in events]
        for delivery in self.deliveries:
            body = events[delivery.event].model_dump_json(indent=2)
            self._bodies.setdefault(delivery.event, body)

    async def resume(self) -> None:
        for delivery in self.deliveries:
            if delivery.state == "pending":
                self._courier.spawn(self._deliver(delivery))

    def publish(self, event: Event) -> None:
        """Sends the event on its way, if the endpoint listens to its type."""
        if self._courier.url is None or not {"*", event.type} & set(self._enabled):
            return
        event.pending_webhooks = 1
        for _ in range(self.disturbance.copies):
            delivery = self._new(event, "held" if self.disturbance.hold else "pending")
            if delivery.state == "pending":
                self._courier.spawn(self._deliver(delivery, self.disturbance.late_by))

    async def repeat(self, event: Event, times: int) -> list[Delivery]:
        """Delivers the event `times` more, all at once; returns after their first attempts."""
        deliveries = [self._new(event, "pending") for _ in range(times)]
        await asyncio.gather(*(self._deliver(delivery) for delivery in deliveries))
        return deliveries

    async def release(self, newest_first: bool) -> list[Delivery]:
        """Lets held deliveries go one after the other; returns after their first attempts."""
        held = [delivery for delivery in self.deliveries if delivery.state == "held"]
        for delivery in reversed(held) if newest_first else held:
            delivery.state = "pending"
            self._changed[delivery.id] = delivery
            await self._deliver(delivery)
        return held

    def _new(self, event: Event, state: Literal["held", "pending"]) -> Delivery:
        # An event's body never changes, so that every delivery carries the same bytes.
        self._bodies.setdefault(event.id, event.model_dump_json(indent=2))
        delivery = Delivery(event=event.id, type=event.type, state=state)
        self.deliveries.append(delivery)
        self._changed[delivery.id] = delivery
        return delivery

    async def _deliver(self, delivery: Delivery, late_by: float = 0) -> None:
        await asyncio.sleep(late_by)
        await self._attempt(delivery)
        if delivery.state != "delivered":
            self._courier.spawn(self._retry(delivery))

    async def _retry(self, delivery: Delivery) -> None:
        pause = self._first_pause
        while delivery.state != "delivered":
            await asyncio.sleep(pause)
            await self._attempt(delivery)
            pause = min(pause * 2, self._first_pause * LONGEST_PAUSE)

    async def _attempt(self, delivery: Delivery) -> None:
        at = time.time()
        body = self._bodies[delivery.event]
        # Signed anew at each attempt, since the receiver refuses old timestamps; in real time,
        # since the receiver's clock is never advanced.
        signature = stripe.WebhookSignature.generate_signature_header(body, self._secret)
        answer = await self._courier.post(body, {"Stripe-Signature": signature})
        delivery.attempts.append(Attempt(at=at, answer=answer))
        if answer.taken:
            delivery.state = "delivered"
        self._changed[delivery.id] = delivery
        _log.info("%s %s -> %s", delivery.type, delivery.event, answer.status or answer.body)
