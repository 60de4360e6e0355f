"""The stand-in as one web application: Evolution's API, and the control routes."""

from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from infra.local.standins.courier import Courier
from infra.local.standins.faults import FaultInjector, Faults
from infra.local.standins.kept import KeptObjects
from infra.local.standins.whatsapp import api, control
from infra.local.standins.whatsapp.messages import Mailbox
from infra.local.standins.whatsapp.webhooks import Webhooks


def create_app(
    *,
    api_key: str,
    webhook_url: str | None = None,
    webhook_secret: str = "",
    instances: Sequence[str] = ("hotelly",),
    first_pause: float = 0.5,
    state: Path | None = None,
) -> web.Application:
    """A WhatsApp without messages, unless the file `state` knows of some.

    `instances`: the accounts there are, first the one that control requests mean by default.
    `first_pause`: seconds before a refused webhook is tried again; it doubles from then on.
    """
    courier = Courier(webhook_url)
    app = web.Application(middlewares=[api.guard(api_key, instances)])
    app[api.MAILBOX] = Mailbox(KeptObjects(state))
    app[api.ACCOUNT] = api.Account()
    app[api.FAULTS] = FaultInjector(Faults())
    app[control.DEFAULT_INSTANCE] = instances[0]
    app[control.WEBHOOKS] = Webhooks(courier, webhook_secret, api_key, first_pause)
    app.add_routes([*api.ROUTES, *control.ROUTES])
    app.on_startup.append(lambda app: courier.open())
    app.on_cleanup.append(lambda app: courier.close())
    return app
