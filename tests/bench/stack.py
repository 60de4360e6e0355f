"""The whole stack: real programs over real HTTP. Stand-ins, functions, engine and Postgres share
the machine's cores with the callers."""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

from infra.local.client.caller import Caller
from infra.local.client.records import Records
from infra.local.client.waiting import eventually
from infra.local.stack.addresses import FREE_PORTS
from infra.local.stack.stack import Stack
from infra.local.stack.state import State
from tests.bench.figures import Figure, Figures, milliseconds, seconds
from tests.system.guests import Guest

WEBHOOKS = 300
BOOKINGS = 60
AT_ONCE = 10


def measure() -> Figures:
    started = time.monotonic()
    with ExitStack() as resources:
        folder = resources.enter_context(tempfile.TemporaryDirectory(prefix="hotelly-"))
        stack = Stack(State(Path(folder)), FREE_PORTS, lambda *_: None)
        resources.enter_context(stack)
        caller = resources.enter_context(closing(Caller(stack.ports, stack.secrets)))
        records = resources.enter_context(closing(Records(stack.database_url)))
        yield Figure("the stack is ready", time.monotonic() - started, "s")
        yield from _webhooks(caller, "one after another", 1)
        yield from _webhooks(caller, f"{AT_ONCE} at once", AT_ONCE)
        yield from _bookings(caller, records)


def _webhooks(caller: Caller, how: str, at_once: int) -> Figures:
    """From request to acknowledgement: receipt stored, workflow started."""

    def send(number: int) -> float:
        body = {"event_type": "bench", "id": f"{how} {number}", "payload": {}}
        return seconds(lambda: caller.post("/events", body).raise_for_status())

    started = time.monotonic()
    with ThreadPoolExecutor(at_once) as pool:
        each = list(pool.map(send, range(WEBHOOKS)))
    rate = WEBHOOKS / (time.monotonic() - started)
    yield Figure(f"webhooks, {how}", rate, "a second")
    yield milliseconds(f"a webhook, {how}", each)


def _bookings(caller: Caller, records: Records) -> Figures:
    """From the guest's request to the confirmation: five steps, a payment and two messages."""
    guests = [Guest(caller, records).opens_hotel() for _ in range(BOOKINGS)]

    def book(guest: Guest) -> float:
        return seconds(lambda: _book(guest))

    started = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        each = list(pool.map(book, guests))
    rate = BOOKINGS / (time.monotonic() - started)
    yield Figure(f"bookings, {AT_ONCE} at once", rate, "a second")
    yield milliseconds(f"a booking, {AT_ONCE} at once", each)


def _book(guest: Guest) -> None:
    guest.asks()
    guest.pays()
    eventually("the stay is confirmed", lambda: len(guest.caller.read_whatsapp(guest.phone)) == 2)
