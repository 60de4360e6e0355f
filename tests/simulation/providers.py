"""Stripe and WhatsApp: the stand-ins of the local stack, asked without a network between.

All that can happen on the way happens here: a provider that is away, an answer that is lost, a
request that is executed after its sender gave up, an error that is stored under its
Idempotency-Key, a read that lags behind.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import httpx
import stripe
from aiohttp import StreamReader, web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.test_utils import make_mocked_request

from infra.local.standins.faults import FaultInjector, Faults, Handler
from infra.local.standins.stripe import api as stripe_api
from infra.local.standins.stripe import create_app as create_stripe
from infra.local.standins.stripe import gatekeeping
from infra.local.standins.stripe.account import Account
from infra.local.standins.whatsapp import api as whatsapp_api
from infra.local.standins.whatsapp import create_app as create_whatsapp
from infra.local.standins.whatsapp.messages import Message
from tests.simulation.actor import Killed
from tests.simulation.functions import SECRETS
from tests.simulation.stage import Stage

FAULTS: Final = ("none", "refused", "lost", "slow", "late", "stored", "dies before", "dies after")
"""slow: executed at once, answered too late; late: executed after the sender gave up"""
LATE: Final = (30.0, 45.0, 200.0)
LAG_SECONDS: Final = 90.0
"""for how long a read may show what was"""
BROKEN_OFF: Final = 0
"""the status of an exchange without an answer"""


class Reply:
    def __init__(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.status, self.body, self.headers = status, body, headers


class _StoredFault(FaultInjector):
    """Inside the Idempotency-Key's memory: what goes wrong here is remembered there."""

    def __init__(self) -> None:
        super().__init__(Faults())
        self.once = False

    async def run(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self.once:
            self.once = False
            body = {"error": {"type": "api_error", "message": "Something went wrong."}}
            return web.json_response(body, status=500)
        return await handler(request)


class Provider:
    """One web application behind an unreliable network."""

    def __init__(
        self, name: str, app: web.Application, stage: Stage, tell: Callable[[str], None]
    ) -> None:
        self.name = name
        self.stage = stage
        self.tell = tell
        self.odds = 0.0
        self.away_until = 0.0
        self.after: Callable[[], None] = lambda: None
        """called after each request that was executed"""
        self._app = app
        self._loop = asyncio.new_event_loop()
        app.freeze()

    def close(self) -> None:
        self._loop.close()

    def exchange(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes, patience: float
    ) -> Reply | None:
        """The answer, or None when the connection broke or patience ended."""
        me = self.stage.me()
        what = f"{self.name} {method} {path.partition('?')[0]}"
        fault = self.stage.choices.draw(me.numbered(f"fault of {self.name}"), FAULTS, self.odds)
        self.stage.step()
        if self.stage.now < self.away_until:
            fault = "refused"
        elif fault != "none":
            self.tell(f"{me.name}: {what}: {fault}")
        if fault == "dies before":
            raise Killed
        reply = self._with(fault, method, path, headers, body, patience)
        self.stage.step()
        if fault == "dies after":
            raise Killed
        return reply

    def _with(
        self,
        fault: str,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        patience: float,
    ) -> Reply | None:
        if fault == "refused":
            return Reply(503, b'{"error": {"message": "away"}}', {})
        if fault == "late":
            delay = self.stage.choices.draw(self.stage.me().numbered("late by"), LATE)
            self.stage.at(self.stage.now + delay, lambda: self._late(method, path, headers, body))
            self.stage.sleep(patience)
            return None
        reply = self._executed(fault, method, path, headers, body)
        if fault == "slow":
            self.stage.sleep(patience)
        return None if fault in ("slow", "lost") else reply

    def _late(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> None:
        if method == "POST":  # nobody is there to hear what was read
            self.tell(f"{self.name} executes POST {path.partition('?')[0]} now")
            self._executed("none", method, path, headers, body)

    def _executed(
        self, fault: str, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> Reply:
        reply = self.ask(method, path, headers, body)
        self.after()
        return reply

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Executes a request at once, on whichever thread."""
        return self._loop.run_until_complete(self._asked(method, path, headers, body))

    async def _asked(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> Reply:
        content = StreamReader(BaseProtocol(self._loop), 2**16, loop=self._loop)
        content.feed_data(body)
        content.feed_eof()
        request = make_mocked_request(
            method, path, headers={"Host": "provider", **headers}, payload=content, app=self._app
        )
        response = await self._app._handle(request)
        assert isinstance(response, web.Response)
        assert isinstance(response.body, bytes)
        return Reply(response.status, response.body, dict(response.headers))


class Stripe(Provider):
    def __init__(self, stage: Stage, tell: Callable[[str], None]) -> None:
        app = create_stripe(api_key=SECRETS["STRIPE_API_KEY"])
        self._fault = app[gatekeeping.FAULTS] = _StoredFault()
        super().__init__("Stripe", app, stage, tell)
        self.account: Account = app[stripe_api.ACCOUNT]
        self.lag = 0.0
        """how often a read shows what was"""
        self._seen: dict[str, list[tuple[float, bytes]]] = {}

    def _executed(
        self, fault: str, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> Reply:
        self._fault.once = fault == "stored" and method == "POST"
        if method == "POST":
            self.remember_all()
        reply = super()._executed(fault, method, path, headers, body)
        self._fault.once = False
        return self._lagging(path, reply) if method == "GET" else reply

    def _lagging(self, path: str, reply: Reply) -> Reply:
        me = self.stage.me()
        old = [body for since, body in self._states(path) if self.stage.now - since <= LAG_SECONDS]
        lags: bool = self.stage.choices.draw(me.numbered("lag"), (False, True), self.lag)
        if not old or not lags:
            return reply
        self.tell(f"{me.name}: Stripe answers what was a while ago")
        return Reply(reply.status, old[-1], reply.headers)

    def _states(self, path: str) -> list[tuple[float, bytes]]:
        return self._seen.get(path.rpartition("/")[2], [])

    def remember_all(self) -> None:
        """Call before a session changes: this is what a read that lags will show."""
        for session in self.account.sessions.values():
            state = json.dumps(session.rendered()).encode()
            self._seen.setdefault(session.id, []).append((self.stage.now, state))


class WhatsApp(Provider):
    def __init__(self, stage: Stage, tell: Callable[[str], None]) -> None:
        app = create_whatsapp(api_key=SECRETS["EVOLUTION_API_KEY"])
        super().__init__("WhatsApp", app, stage, tell)
        self._mailbox = app[whatsapp_api.MAILBOX]

    def texts(self) -> list[tuple[str, str]]:
        """(phone, text), oldest first."""
        messages: list[Message] = [each for each in self._mailbox.of() if each.key.fromMe]
        return [("+" + each.key.remoteJid.partition("@")[0], each.text) for each in messages]


class StripeTransport(stripe.HTTPClient):
    """Stripe's own library, with the simulation for a network."""

    name = "simulation"

    def __init__(self, provider: Callable[[], Provider], timeout: float) -> None:
        super().__init__()
        self._provider = provider
        self._patience = timeout

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        path = url.partition("://")[2].partition("/")[2]
        body = post_data.encode() if isinstance(post_data, str) else post_data or b""
        reply = self._provider().exchange(
            method.upper(), f"/{path}", headers or {}, body, self._patience
        )
        if reply is None:
            raise stripe.APIConnectionError("the connection broke", should_retry=True)  # type: ignore[no-untyped-call]
        return reply.body.decode(), reply.status, reply.headers

    def _sleep_time_seconds(self, num_retries: int) -> float:
        return 0

    def close(self) -> None: ...


def send_by_httpx(provider: Provider, request: httpx.Request) -> httpx.Response:
    """In the place of httpx's own transport. Raises httpx.ReadTimeout."""
    patience = float(request.extensions["timeout"]["read"])
    headers = {name: value for name, value in request.headers.items() if name != "host"}
    reply = provider.exchange(
        request.method, request.url.raw_path.decode(), headers, request.read(), patience
    )
    if reply is None:
        raise httpx.ReadTimeout("no answer", request=request)
    return httpx.Response(reply.status, content=reply.body, headers=reply.headers)
