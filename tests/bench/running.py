"""The whole stack, running for a measurement: real programs over real HTTP."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from infra.local.client.caller import Caller
from infra.local.client.records import Records
from infra.local.stack.addresses import FREE_PORTS
from infra.local.stack.stack import Stack
from infra.local.stack.state import State
from tests.bench.processes import family
from tests.system.guests import Guest

LOOK_EVERY = 0.1
"""seconds"""

Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Running:
    stack: Stack
    caller: Caller
    records: Records

    def processes(self) -> list[int]:
        """Those of the stack, Postgres with its connections among them."""
        postmaster = int((self.stack.state.postgres / "postmaster.pid").read_text().split()[0])
        return [*family(os.getpid(), postmaster), postmaster]

    def guests(self, count: int) -> list[Guest]:
        """Each with a hotel of their own."""
        guests = [Guest(self.caller, self.records) for _ in range(count)]
        for guest in guests:
            guest.opens_hotel()
        return guests


@contextmanager
def running_stack() -> Iterator[Running]:
    with ExitStack() as resources:
        folder = resources.enter_context(tempfile.TemporaryDirectory(prefix="hotelly-"))
        stack = resources.enter_context(Stack(State(Path(folder)), FREE_PORTS, lambda *_: None))
        caller = resources.enter_context(closing(Caller(stack.ports, stack.secrets)))
        records = resources.enter_context(closing(Records(stack.database_url)))
        stack.processes["scheduler"].stop()  # nothing is to run but what is measured
        yield Running(stack, caller, records)


def each(items: Sequence[Item], at_once: int, work: Callable[[Item], Answer]) -> list[Answer]:
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(work, items))


def book(guest: Guest) -> None:
    """From the request to the confirmation: five steps, a payment and two messages."""
    guest.asks()
    _wait_for_text(guest, 1)
    guest.pays()
    _wait_for_text(guest, 2)


def _wait_for_text(guest: Guest, number: int) -> None:
    """Looking seldom: it would be measured too."""
    while len(guest.caller.read_whatsapp(guest.phone)) < number:
        time.sleep(LOOK_EVERY)
