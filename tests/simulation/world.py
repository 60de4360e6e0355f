"""Everything that acts in one schedule, and the story of what it did."""

import io
import json
import os
import re
import types
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from unittest.mock import patch

import httpx
import stripe
from hotelly import database, log
from hotelly.ingest import dispatch

from infra.local.standins.stripe import objects
from infra.local.standins.stripe.checkout import lapse
from infra.local.standins.stripe.webhooks import CHECKOUT_EVENTS
from tests.simulation import functions
from tests.simulation.actor import Actor
from tests.simulation.callers import Ids, Workflows, stripe_signature
from tests.simulation.choices import Choices
from tests.simulation.connections import Postgres, SimulatedStatement
from tests.simulation.engine import Engine
from tests.simulation.guest import Guest
from tests.simulation.providers import Stripe, StripeTransport, WhatsApp, send_by_httpx
from tests.simulation.stage import Stage
from tests.simulation.time_machine import simulated_time

OPENS: Final = datetime(2030, 3, 1, 12, tzinfo=UTC).timestamp()
FIRST_NIGHT: Final = date(2030, 4, 20)
PROPERTY: Final = "pousada"
MINUTE: Final = 60.0
HOUR: Final = 3600.0
LINK: Final = re.compile(r"/c/pay/(cs_\w+)")
WHEN: Final = (3, 1, 3, 3, 5, 3, 7, 3, 9)
"""tenths of a span of time; often the same, since it is then that things collide"""
LATE: Final = (1.0, 40.0, 600.0, 2700.0, 4 * HOUR)
"""seconds until a webhook comes"""
REPEATED_AFTER: Final = (30, 300, 1800, 7200, 18_000, 36_000, 36_000, 36_000, 36_000)
"""seconds until Stripe sends a webhook again: three days in all"""


@dataclass
class Webhooks:
    """What becomes of Stripe's webhooks."""

    loss: float = 0.0
    """how many are lost for good"""
    trouble: float = 0.0
    """how many are late or come twice"""


class World:
    def __init__(self, postgres: Postgres, choices: Choices) -> None:
        self.choices = choices
        self.postgres = postgres
        self.stage = postgres.stage = Stage(choices, OPENS, postgres)
        postgres.tell = self.tell
        self.stripe = Stripe(self.stage, self.tell)
        self.whatsapp = WhatsApp(self.stage, self.tell)
        self.engine = Engine(self.stage, self.tell)
        self.webhooks = Webhooks()
        self.story: list[str] = []
        self.guests: list[Guest] = []
        self.on_link: Callable[[Guest, str], None] = lambda guest, session_id: None
        self.accepted: dict[str, str] = {}
        """who sent an event and was told that it is kept, by its id"""
        self.refused: list[str] = []
        self.failures: list[str] = []
        """answers that no function should ever give"""
        self.said = io.BytesIO()
        """what the functions wrote to their log"""
        self._told = 0
        self._watched: set[str] = set()
        self._webhooks_sent: dict[str, int] = {}
        self.stripe.after = self._see_stripe
        self.whatsapp.after = self._see_texts
        self.engine.on_answer = self._see_answer

    def tell(self, line: str) -> None:
        passed = timedelta(seconds=round(self.stage.now - OPENS))
        self.story.append(f"{passed!s:>16}  {line}")

    @contextmanager
    def installed(self) -> Iterator[None]:
        """The functions of this process live in this world."""
        sink = types.SimpleNamespace(stdout=types.SimpleNamespace(
            buffer=self.said, flush=lambda: None))  # fmt: skip
        with ExitStack() as stack:
            enter = stack.enter_context
            enter(patch.dict(os.environ, functions.ENVIRONMENT))
            enter(patch.object(database, "_connect", self.postgres.connection))
            enter(patch.object(database, "PreparedStatement", SimulatedStatement))
            enter(patch.object(log, "sys", sink))
            enter(patch.object(dispatch, "_trials", dispatch.Trials()))
            enter(patch.object(dispatch, "_client", lambda _: Workflows(self.engine, self.tell)))
            enter(patch.object(stripe, "RequestsClient", self._stripe_transport))
            enter(patch.object(objects, "secrets", Ids()))
            enter(
                patch.object(
                    httpx.HTTPTransport,
                    "handle_request",
                    lambda _, request: send_by_httpx(_world().whatsapp, request),
                )
            )
            functions.load_entry_points()
            enter(simulated_time(lambda: self.stage.now))
            _worlds.append(self)
            stack.callback(_worlds.pop)
            try:
                yield
            finally:
                self.stripe.close()
                self.whatsapp.close()

    @staticmethod
    def _stripe_transport(timeout: float) -> StripeTransport:
        # The functions keep their client for ever: it asks whichever world is theirs now.
        return StripeTransport(lambda: _world().stripe, timeout)

    def at(self, name: str, within: float, happens: Callable[[], None]) -> None:
        """At some time from now on."""
        tenth = self.choices.draw(f"{name}, when", WHEN)
        self.stage.at(self.stage.now + within * tenth / 10, happens)

    # what comes in

    def post(self, name: str, path: str, body: Mapping[str, Any]) -> Actor:
        """A sender of /events, who repeats what is not answered 2xx."""
        content = json.dumps(body).encode()
        secret = functions.SECRETS["EVENTS_SECRET"]
        return self.send(name, path, content, lambda: {"Authorization": f"Bearer {secret}"})

    def send(
        self, name: str, path: str, content: bytes, headers: Callable[[], Mapping[str, str]]
    ) -> Actor:
        def work() -> None:
            for pause in REPEATED_AFTER:
                if self._is_taken(name, path, content, headers()):
                    return
                self.stage.sleep(pause)

        return self.stage.enter(name, work)

    def _is_taken(self, name: str, path: str, content: bytes, headers: Mapping[str, str]) -> bool:
        me = self.stage.me()
        receiver = self.stage.enter(
            me.numbered("receipt"),
            lambda: functions.call("receive-webhook", content, path, headers),
        )
        if not self.stage.wait_for(receiver, 20) or receiver.error is not None:
            return False
        answer: functions.Answer = receiver.result
        self._see_answer(f"{name}, receive-webhook", answer)
        if answer.status >= 400:
            return answer.status < 500
        self.accepted[answer.body["event_id"]] = name
        return True

    # what is seen

    def _see_answer(self, name: str, answer: functions.Answer) -> None:
        error = answer.body.get("error", {}).get("code")
        outcome = answer.body.get("outcome") or answer.body.get("status") or error
        self.tell(f"{name}: {outcome}")
        if answer.status >= 500 and error in ("internal_error", None):
            self.failures.append(f"{name}: {answer.status} {error}")
        elif 400 <= answer.status < 500:
            self.refused.append(f"{name}: {answer.status} {error}")

    def _see_stripe(self) -> None:
        """New sessions will lapse; new events are on their way."""
        for session in list(self.stripe.account.sessions.values()):
            self.watch(session.id, session.expires_at)
        events = list(self.stripe.account.events.values())
        fresh, self._told = events[self._told :], len(events)
        for event in fresh:
            if event.type in CHECKOUT_EVENTS:
                self._send_webhook(event)

    def watch(self, session_id: str, deadline: float) -> None:
        """Let Stripe end what a session's clock ends."""
        key = f"{session_id} {deadline}"
        if key not in self._watched:
            self._watched.add(key)
            self.stage.at(deadline, self.lapse)

    def lapse(self) -> None:
        self.stripe.remember_all()
        lapse(self.stripe.account)
        self._see_stripe()

    def _send_webhook(self, event: objects.Event) -> None:
        kind = event.type.removeprefix("checkout.session.")
        owner = self.owner(event.data["object"])
        name = f"webhook {kind} of {owner}"
        self._webhooks_sent[name] = number = self._webhooks_sent.get(name, 0) + 1
        name = name if number == 1 else f"{name} ({number})"
        if self.choices.draw(f"{name}, lost", (False, True), self.webhooks.loss):
            self.tell(f"{name} is lost for good")
            return
        content = event.model_dump_json().encode()
        for copy in range(self.choices.draw(f"{name}, copies", (1, 2, 3), self.webhooks.trouble)):
            self._deliver(name if copy == 0 else f"{name}, copy {copy}", content)

    def _deliver(self, name: str, content: bytes) -> None:
        delay = self.choices.draw(f"{name}, late", LATE, self.webhooks.trouble)

        def send() -> None:
            self.send(
                name, "/webhook/stripe", content, lambda: stripe_signature(content, self.stage.now)
            )

        self.stage.at(self.stage.now + delay, send)

    def owner(self, session: Mapping[str, Any]) -> str:
        """The guest of a session."""
        [row] = self.postgres.rows(
            "select c.phone from holds h join contacts c on c.id = h.contact_id "
            "where h.id::text = %s",
            session["metadata"]["hold_id"],
        ) or [{"phone": ""}]
        return next((each.name for each in self.guests if each.phone == row["phone"]), "nobody")

    def _see_texts(self) -> None:
        """Each guest reads what is new, and follows the link in it."""
        texts = self.whatsapp.texts()
        for guest in self.guests:
            own = [text for phone, text in texts if phone == guest.phone]
            fresh, guest.texts = own[guest.texts :], len(own)
            for text in fresh:
                guest.read = text
                self.tell(f"{guest.name} reads: {text.partition('!')[2][:60].strip()}…")
                if found := LINK.search(text):
                    self.on_link(guest, found[1])


_worlds: list[World] = []


def _world() -> World:
    return _worlds[-1]
