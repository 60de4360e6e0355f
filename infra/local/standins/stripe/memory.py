"""What the stand-in still knows when it is started again.

A request is answered when what it changed is written, so no session that somebody was told of is
ever unknown; webhooks that nobody has taken yet go on their way again.
"""

from typing import TypeVar

from aiohttp import web

from infra.local.standins.faults import Handler
from infra.local.standins.kept import Kept, KeptObjects, whole
from infra.local.standins.stripe.account import Account
from infra.local.standins.stripe.idempotency import IdempotencyKeys
from infra.local.standins.stripe.objects import (
    Charge,
    Dispute,
    Event,
    PaymentIntent,
    Refund,
    Session,
    StripeObject,
)
from infra.local.standins.stripe.webhooks import Delivery, Webhooks

Model = TypeVar("Model", bound=StripeObject)

MOST = {"event": 20_000, "delivery": 20_000, "key": 20_000}
"""kept of those that nobody asks for after a while"""
TRIMMED_EVERY = 1_000
"""writes"""


class Memory:
    def __init__(
        self, kept: KeptObjects, account: Account, keys: IdempotencyKeys, webhooks: Webhooks
    ) -> None:
        """Fills `account`, `keys` and `webhooks` with what was kept."""
        self._kept = kept
        self._account = account
        self._keys = keys
        self._webhooks = webhooks
        self._writes = 0
        self._restore()

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        finally:
            self.save(looked_at=request.method != "GET")

    def save(self, *, looked_at: bool = False) -> None:
        """Write what has changed and, if asked to, what was looked at and may have."""
        changes = [
            *(Kept(one.object, one.id, whole(one)) for one in self._account.changes(looked_at)),
            *(Kept("delivery", one.id, whole(one)) for one in self._webhooks.changes()),
            *(Kept("key", key, document) for key, document in self._keys.changes()),
            *(Kept("clock", "ahead", ahead) for ahead in self._account.clock.changes()),
        ]
        if changes:
            self._kept.put(changes)
            self._writes += 1
            if self._writes % TRIMMED_EVERY == 0:
                self._trim()

    def _trim(self) -> None:
        for kind, most in MOST.items():
            self._kept.trim(kind, most)

    def _restore(self) -> None:
        account = self._account
        for ahead in self._kept.of("clock"):
            account.clock.advance(ahead)
        self._fill(account.sessions, Session, "checkout.session")
        self._fill(account.payment_intents, PaymentIntent, "payment_intent")
        self._fill(account.charges, Charge, "charge")
        self._fill(account.refunds, Refund, "refund")
        self._fill(account.disputes, Dispute, "dispute")
        self._fill(account.events, Event, "event")
        deliveries = map(Delivery.model_validate, self._kept.of("delivery"))
        self._webhooks.restore(list(deliveries), account.events)
        self._keys.restore(self._kept.of("key"))
        account.changes(True)
        list(account.clock.changes())

    def _fill(self, objects: dict[str, Model], model: type[Model], kind: str) -> None:
        for document in self._kept.of(kind):
            found = model.model_validate(document)
            objects[found.id] = found
