"""One whole stack for all system tests: real programs, killed and started again as tests please.

The workflows reach the functions through `interceptor`, which lets everything pass unless a test
asks it not to.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from infra.local.client.caller import Caller
from infra.local.client.records import Records
from infra.local.stack.addresses import FREE_PORTS
from infra.local.stack.stack import Stack
from infra.local.stack.state import State
from tests.system.guests import Guest
from tests.system.interceptor import Interceptor


@pytest.fixture(scope="session")
def lines() -> list[str]:
    """Every line that any program of the stack printed."""
    return []


@pytest.fixture(scope="session")
def interceptor() -> Iterator[Interceptor]:
    with Interceptor().intercepting() as interceptor:
        yield interceptor


@pytest.fixture(scope="session")
def stack(lines: list[str], interceptor: Interceptor) -> Iterator[Stack]:
    folder = Path(tempfile.mkdtemp(prefix="hotelly-"))
    stack = Stack(
        State(folder), FREE_PORTS, lambda _, line: lines.append(line), functions_url=interceptor.url
    )
    interceptor.target = stack.ports.functions_url
    with stack:
        interceptor.property_of = lambda event_id: property_of(stack.database_url, event_id)
        stack.processes["scheduler"].stop()  # tests start every execution themselves
        yield stack
    shutil.rmtree(folder)


def property_of(database_url: str, event_id: str) -> str:
    """Asked on a connection of its own: some tests take the database away."""
    with closing(Records(database_url)) as records:
        events = records.rows("select property_id from events where id = %s", event_id)
    return next((event["property_id"] or "" for event in events), "")


@pytest.fixture(scope="session")
def caller(stack: Stack) -> Iterator[Caller]:
    with closing(Caller(stack.ports, stack.secrets)) as caller:
        yield caller


@pytest.fixture
def records(stack: Stack) -> Iterator[Records]:
    with closing(Records(stack.database_url)) as records:
        yield records


@pytest.fixture
def guest(caller: Caller, records: Records) -> Guest:
    return Guest(caller, records).opens_hotel()
