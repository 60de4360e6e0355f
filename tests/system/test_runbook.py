"""The runbook's shell commands, each run against the stack as it stands there."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from infra.local.client.caller import Caller
from infra.local.client.records import Records
from infra.local.client.samples import lead
from infra.local.stack.stack import Stack
from infra.local.stack.state import CHECKOUT
from tests.local.commands.test_runbook import ENGLISH, blocks
from tests.system.guests import Guest

PREPARATION, *BLOCKS = blocks(ENGLISH, "bash")
COMMANDS = [line for block in BLOCKS for line in block.splitlines()]
WITH_GCLOUD = [command for command in COMMANDS if command.startswith("gcloud")]
WITHOUT = [command for command in COMMANDS if command not in WITH_GCLOUD]

PHONE = "11988880000"

Shell = Callable[[str], subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def journey(stack: Stack, caller: Caller) -> Iterator[dict[str, str]]:
    """What stands for the runbook's ids: those of a guest's journey, and of a lead."""
    with closing(Records(stack.database_url)) as records:
        guest = Guest(caller, records).opens_hotel()
        guest.asks()
        guest.link()
        event = guest.events()[0]
        own = lead().changed([f"phone={PHONE}"])
        answer = caller.post(own.path, own.body).json()
        yield {
            "CORRELATION_ID": guest.correlation_id,
            "EXECUTION_ID": event["workflow_execution_id"].rpartition("/")[2],
            "EVENT_ID": event["id"],
            # The manual run's own ids are another test's, on the same stack.
            "test-123": "test-of-the-runbook",
            "00000000-0000-0000-0000-000000000001": str(uuid4()),
            "11999998888": PHONE,
            "LEAD_ID": str(records.wait_for_event(answer["event_id"])["lead_id"]),
        }


@pytest.fixture(scope="module")
def shell(stack: Stack, journey: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Runs a command as an operator types it, section 1 of the runbook done."""
    stack.state.keep_ports(stack.ports)
    scheduler = stack.processes["scheduler"]
    environment = _prepared(
        {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOTELLY_STATE": str(stack.state.folder),
            "CLOUDSDK_CONFIG": str(tmp_path_factory.mktemp("gcloud")),
        }
    )

    def run(command: str) -> subprocess.CompletedProcess[str]:
        for word, value in journey.items():
            command = command.replace(word, value)
        if "scheduler" in command or "doctor" in command:
            scheduler.start()
            scheduler.wait_ready()
        try:
            return subprocess.run(
                ["bash", "-euc", command],
                cwd=CHECKOUT,
                env=environment,
                capture_output=True,
                text=True,
                timeout=60,
            )
        finally:
            scheduler.stop()

    return run


def _prepared(environment: dict[str, str]) -> dict[str, str]:
    """The environment after section 1 of the runbook."""
    show = f"{sys.executable} -c 'import json, os; print(json.dumps(dict(os.environ)))'"
    shown = subprocess.check_output(
        ["bash", "-euc", f"{PREPARATION}\n{show}"], cwd=CHECKOUT, env=environment
    )
    prepared: dict[str, str] = json.loads(shown)
    return prepared


@pytest.mark.parametrize("command", WITHOUT)
def test_a_command_of_the_runbook_works(shell: Shell, command: str) -> None:
    done = shell(command)
    if "doctor" in command:  # which may well find what other tests have left
        assert done.stdout, done.stderr
    else:
        assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("gcloud") is None, reason="gcloud is not on PATH")
@pytest.mark.parametrize("command", WITH_GCLOUD)
def test_a_gcloud_command_of_the_runbook_works(shell: Shell, command: str) -> None:
    if command.endswith("-last"):  # which gcloud remembers from a run
        shell(next(each for each in WITH_GCLOUD if each.startswith("gcloud workflows run")))
    done = shell(command)
    if "executions cancel" in command:  # the journey's execution has ended
        assert "FAILED_PRECONDITION" in done.stderr
    elif "report" in command:  # which finds the telephone number of the run by hand
        assert "lines with what looks like personal data" in done.stdout
    else:
        assert done.returncode == 0, done.stderr
