"""One Stripe account: its objects in order of creation, and the events that tell of changes."""

from collections.abc import Callable
from typing import TypeVar

import stripe

from infra.local.standins.stripe.clock import Clock
from infra.local.standins.stripe.errors import no_such
from infra.local.standins.stripe.objects import (
    Charge,
    Event,
    EventRequest,
    PaymentIntent,
    Refund,
    Session,
    StripeObject,
    new_id,
)

Found = TypeVar("Found", bound=StripeObject)

BY_PAYER = EventRequest()
"""cause of events that no API request caused"""


class Account:
    """Everything the stand-in remembers; gone with the process."""

    def __init__(self, clock: Clock, publish: Callable[[Event], None]) -> None:
        self.clock = clock
        self.sessions: dict[str, Session] = {}
        self.payment_intents: dict[str, PaymentIntent] = {}
        self.charges: dict[str, Charge] = {}
        self.refunds: dict[str, Refund] = {}
        self.events: dict[str, Event] = {}
        self._publish = publish

    def session(self, session_id: str) -> Session:
        return _find(self.sessions, "checkout.session", session_id)

    def payment_intent(self, intent_id: str, param: str = "intent") -> PaymentIntent:
        return _find(self.payment_intents, "payment_intent", intent_id, param)

    def charge(self, charge_id: str, param: str = "charge") -> Charge:
        return _find(self.charges, "charge", charge_id, param)

    def refund(self, refund_id: str) -> Refund:
        return _find(self.refunds, "refund", refund_id)

    def event(self, event_id: str) -> Event:
        return _find(self.events, "event", event_id)

    def tell(self, kind: str, subject: StripeObject, cause: EventRequest = BY_PAYER) -> None:
        """Records that `subject` changed, as it is now, and hands the event to the webhooks."""
        event = Event(
            id=new_id("evt"),
            created=self.clock.now(),
            api_version=stripe.api_version,
            data={"object": subject.rendered()},
            request=cause,
            type=kind,
        )
        self.events[event.id] = event
        self._publish(event)


def _find(objects: dict[str, Found], kind: str, object_id: str, param: str | None = None) -> Found:
    try:
        return objects[object_id]
    except KeyError:
        raise no_such(kind, object_id, param or "id") from None
