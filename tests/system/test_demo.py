"""The demo as people run it; and what it leaves in logs and executions."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.deployment import load_deployment
from infra.local.client.caller import Caller
from infra.local.client.waiting import eventually
from infra.local.demo.privacy import executions, leaks, log_entries
from infra.local.stack.stack import Stack
from infra.local.stack.state import CHECKOUT
from tests.system.guests import Guest


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty one with a short path: in a long one a socket would have to live elsewhere."""
    with tempfile.TemporaryDirectory() as path:
        yield Path(path)


def test_the_demo_holds_all_its_claims_and_leaves_nothing_behind(folder: Path) -> None:
    counted = folder / "counted.json"
    done = subprocess.run(
        [sys.executable, "-m", "infra.local.cli", "demo", "--json", str(counted)],
        cwd=CHECKOUT,
        env={**os.environ, "TMPDIR": str(folder), "HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    found = json.loads(counted.read_text())
    assert found["payments_needing_a_person"] == found["obras"] == 1
    assert found["reservations"] == 2
    assert found["holds"] == found["payments"] == 6
    assert found["leaks"] == 0 < found["log_lines"]
    assert [path.name for path in folder.iterdir()] == ["counted.json"]


def test_a_leak_would_be_found(
    stack: Stack, caller: Caller, guest: Guest, lines: list[str]
) -> None:
    """The looking is right: what does stand in each place is found there."""
    guest.asks()
    guest.link()
    event_id = guest.events()[0]["id"]
    deployment = load_deployment()
    assert leaks([event_id, "nobody"], executions(caller, deployment)) == [event_id]
    assert leaks([event_id], lines) == [event_id]
    eventually("the log store has the event", lambda: leaks([event_id], log_entries(caller)))
    planted = [guest.name, guest.phone, guest.link(), *stack.secrets.values()]
    places = [*lines, *log_entries(caller), *executions(caller, deployment)]
    assert leaks(planted, places) == []
