"""The stand-in as one web application: the Graph API, and the control routes."""

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from aiohttp import web

from infra.local.standins.courier import Courier
from infra.local.standins.faults import FaultInjector, Faults
from infra.local.standins.kept import KeptObjects
from infra.local.standins.meta import api, control
from infra.local.standins.meta.leads import Leads
from infra.local.standins.meta.messages import Mailbox
from infra.local.standins.meta.webhooks import Webhooks

NUMBER_ID = "106540352242922"


def create_app(
    *,
    token: str,
    app_secret: str = "",
    whatsapp_url: str | None = None,
    leads_url: str | None = None,
    numbers: Sequence[str] = (NUMBER_ID,),
    first_pause: float = 0.5,
    state: Path | None = None,
) -> web.Application:
    """A Meta without messages and leads, unless the file `state` knows of some.

    `numbers`: ids of the hotel's numbers, first the one that control requests mean by default.
    `first_pause`: seconds before a refused webhook is tried again; it doubles from then on.
    """
    whatsapp, page = Courier(whatsapp_url), Courier(leads_url)
    kept = KeptObjects(state)
    app = web.Application(middlewares=[api.guard(token)])
    app[api.MAILBOX] = Mailbox(kept)
    app[api.LEADS] = Leads(kept)
    app[api.FAULTS] = FaultInjector(Faults())
    app[api.CONDITION] = api.Condition()
    app[api.NUMBERS] = numbers
    app[api.WEBHOOKS] = Webhooks(whatsapp, page, app_secret, first_pause)
    app[control.DEFAULT_NUMBER] = numbers[0]
    app.add_routes([*api.ROUTES, *control.ROUTES])
    app.cleanup_ctx.append(_open(whatsapp, page))
    return app


def _open(*couriers: Courier) -> Callable[[web.Application], AsyncIterator[None]]:
    async def context(_: web.Application) -> AsyncIterator[None]:
        for courier in couriers:
            await courier.open()
        yield
        for courier in couriers:
            await courier.close()

    return context
