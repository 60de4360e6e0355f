"""The stand-in as one web application: Stripe's API, the payment page and the control routes."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import suppress
from pathlib import Path

from aiohttp import web

from infra.local.standins.courier import Courier
from infra.local.standins.faults import FaultInjector, Faults
from infra.local.standins.kept import KeptObjects
from infra.local.standins.stripe import api, control, payment_page
from infra.local.standins.stripe.account import Account
from infra.local.standins.stripe.checkout import lapse
from infra.local.standins.stripe.clock import Clock
from infra.local.standins.stripe.gatekeeping import (
    FAULTS,
    KEYS,
    authenticate,
    idempotent,
    speak_stripe,
    with_faults,
)
from infra.local.standins.stripe.idempotency import IdempotencyKeys
from infra.local.standins.stripe.memory import Memory
from infra.local.standins.stripe.webhooks import CHECKOUT_EVENTS, Webhooks

MEMORY = web.AppKey("memory", Memory)


def create_app(
    *,
    api_key: str,
    webhook_url: str | None = None,
    webhook_secret: str = "",
    enabled_events: Collection[str] = CHECKOUT_EVENTS,
    first_pause: float = 0.5,
    state: Path | None = None,
) -> web.Application:
    """A Stripe of its own, empty unless the file `state` knows better.

    `enabled_events`: types of events the webhook endpoint gets, `*` for all. `first_pause`: seconds
    before a refused webhook is tried again; it doubles from then on.
    """
    courier = Courier(webhook_url)
    webhooks = Webhooks(courier, webhook_secret, enabled_events, first_pause)
    account, keys, kept = Account(Clock(), webhooks.publish), IdempotencyKeys(), KeptObjects(state)
    memory = Memory(kept, account, keys, webhooks)
    app = web.Application(middlewares=[memory.middleware, control.answer_refusals])
    app[api.ACCOUNT] = account
    app[control.WEBHOOKS] = webhooks
    app[FAULTS] = FaultInjector(Faults())
    app[KEYS] = keys
    app[MEMORY] = memory
    app.add_routes([*payment_page.ROUTES, *control.ROUTES])
    app.add_subapp("/v1", _api(api_key))
    app.on_startup.append(lambda app: courier.open())
    app.on_startup.append(lambda app: webhooks.resume())
    app.on_cleanup.append(lambda app: courier.close())
    app.cleanup_ctx.append(_lapsing)
    return app


def _api(api_key: str) -> web.Application:
    gates = [speak_stripe, authenticate(api_key), idempotent, with_faults]
    app = web.Application(middlewares=gates)
    app.add_routes(api.ROUTES)
    return app


async def _lapsing(app: web.Application) -> AsyncIterator[None]:
    """Once a second, so that `checkout.session.expired` goes out even when nobody asks."""

    async def every_second() -> None:
        while True:
            lapse(app[api.ACCOUNT])
            app[MEMORY].save()
            await asyncio.sleep(1)

    task = asyncio.create_task(every_second())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    app[MEMORY].save()
