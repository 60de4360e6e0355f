"""`make bench`: how fast the whole stack is on this machine, in numbers.

Every number is of real programs over real HTTP: stand-ins, functions, engine and Postgres share the
machine's cores with the callers.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

from infra.local.addresses import Ports
from infra.local.caller import Caller, eventually
from infra.local.records import Records
from infra.local.stack import Stack
from infra.local.state import State
from tests.system.guests import Guest

WEBHOOKS = 300
BOOKINGS = 60
AT_ONCE = 10


def main() -> None:
    started = time.monotonic()
    with ExitStack() as resources:
        folder = resources.enter_context(tempfile.TemporaryDirectory(prefix="hotelly-"))
        stack = Stack(State(Path(folder)), Ports.free(), lambda *_: None)
        resources.enter_context(stack)
        caller = resources.enter_context(closing(stack.caller()))
        records = resources.enter_context(closing(stack.records()))
        _tell("stack ready", f"{time.monotonic() - started:.1f} s")
        _measure_webhooks(caller, "one after another", 1)
        _measure_webhooks(caller, f"{AT_ONCE} at once", AT_ONCE)
        _measure_bookings(caller, records)


def _measure_webhooks(caller: Caller, how: str, at_once: int) -> None:
    """From request to acknowledgement: receipt stored, workflow started."""

    def send(number: int) -> float:
        body = {"event_type": "bench", "id": f"{how} {number}", "payload": {}}
        return _seconds(lambda: caller.post("/events", body).raise_for_status())

    started = time.monotonic()
    with ThreadPoolExecutor(at_once) as pool:
        each = list(pool.map(send, range(WEBHOOKS)))
    rate = WEBHOOKS / (time.monotonic() - started)
    _tell(f"webhooks, {how}", f"{rate:.0f} a second, {_percentiles(each)}")


def _measure_bookings(caller: Caller, records: Records) -> None:
    """From the guest's request to the confirmation: nine steps, a payment and two messages."""
    guests = [Guest(caller, records).opens_hotel() for _ in range(BOOKINGS)]

    def book(guest: Guest) -> float:
        return _seconds(lambda: _book(guest))

    started = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        each = list(pool.map(book, guests))
    rate = BOOKINGS / (time.monotonic() - started)
    _tell(f"bookings, {AT_ONCE} at once", f"{rate:.1f} a second, {_percentiles(each)}")


def _book(guest: Guest) -> None:
    guest.asks()
    guest.pays()
    eventually("the stay is confirmed", lambda: len(guest.caller.read_whatsapp(guest.phone)) == 2)


def _seconds(action: Callable[[], object]) -> float:
    started = time.monotonic()
    action()
    return time.monotonic() - started


def _percentiles(seconds: list[float]) -> str:
    hundredths = statistics.quantiles(seconds, n=100)
    return f"half within {hundredths[49] * 1000:.0f} ms, 95 % within {hundredths[94] * 1000:.0f} ms"


def _tell(what: str, result: str) -> None:
    print(f"{what:<32}{result}", flush=True)


if __name__ == "__main__":
    main()
