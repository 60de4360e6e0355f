"""One Stripe account: its objects in order of creation, and the events that tell of changes."""

from collections.abc import Callable
from typing import TypeVar

import stripe

from infra.local.standins.stripe.clock import Clock
from infra.local.standins.stripe.errors import no_such
from infra.local.standins.stripe.objects import (
    Charge,
    Dispute,
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


class Objects(dict[str, Found]):
    """Objects by id; those that come in have changed, those that are looked at may change."""

    def __init__(self, changed: dict[str, StripeObject], seen: dict[str, StripeObject]) -> None:
        super().__init__()
        self._changed = changed
        self._seen = seen

    def __getitem__(self, object_id: str) -> Found:
        found = super().__getitem__(object_id)
        self._seen[object_id] = found
        return found

    def __setitem__(self, object_id: str, one: Found) -> None:
        super().__setitem__(object_id, one)
        self._changed[object_id] = one


class Account:
    """Everything the stand-in remembers."""

    def __init__(self, clock: Clock, publish: Callable[[Event], None]) -> None:
        self.clock = clock
        self._changed: dict[str, StripeObject] = {}
        self._seen: dict[str, StripeObject] = {}
        self.sessions: Objects[Session] = Objects(self._changed, self._seen)
        self.payment_intents: Objects[PaymentIntent] = Objects(self._changed, self._seen)
        self.charges: Objects[Charge] = Objects(self._changed, self._seen)
        self.refunds: Objects[Refund] = Objects(self._changed, self._seen)
        self.disputes: Objects[Dispute] = Objects(self._changed, self._seen)
        self.events: Objects[Event] = Objects(self._changed, self._seen)
        self._publish = publish

    def changes(self, looked_at: bool) -> list[StripeObject]:
        """What has changed since the last time, with what was `looked_at` if that is asked for."""
        found = {**(self._seen if looked_at else {}), **self._changed}
        self._seen.clear()
        self._changed.clear()
        return list(found.values())

    def session(self, session_id: str) -> Session:
        return _find(self.sessions, "checkout.session", session_id)

    def payment_intent(self, intent_id: str, param: str = "intent") -> PaymentIntent:
        return _find(self.payment_intents, "payment_intent", intent_id, param)

    def charge(self, charge_id: str, param: str = "charge") -> Charge:
        return _find(self.charges, "charge", charge_id, param)

    def refund(self, refund_id: str) -> Refund:
        return _find(self.refunds, "refund", refund_id)

    def dispute(self, dispute_id: str) -> Dispute:
        return _find(self.disputes, "dispute", dispute_id)

    def event(self, event_id: str) -> Event:
        return _find(self.events, "event", event_id)

    def tell(self, kind: str, subject: StripeObject, cause: EventRequest = BY_PAYER) -> None:
        """Records that `subject` changed, as it is now, and hands the event to the webhooks."""
        self._changed[subject.id] = subject
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
