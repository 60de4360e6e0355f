"""The runbook's shell commands, each run against the stack as it stands there."""

import json
import os
import re
import shlex
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
from infra.local.client.waiting import eventually
from infra.local.stack.stack import Stack
from infra.local.stack.state import CHECKOUT
from tests.local.commands.test_runbook import ENGLISH, blocks
from tests.system.guests import Guest
from tests.system.interceptor import Interceptor

PREPARATION, *BLOCKS = blocks(ENGLISH, "bash")
COMMANDS = [line for block in BLOCKS for line in block.splitlines()]
WITH_GCLOUD = [command for command in COMMANDS if command.startswith("gcloud")]
WITHOUT = [command for command in COMMANDS if command not in WITH_GCLOUD]

STATEMENTS = blocks(ENGLISH, "sql")

PHONE = "11988880000"
FIRST_NIGHT = "2026-12-24"
"""in the runbook, the place of a night that the guest stays"""
ANY_ROWS = r"^\(\d+ rows?\)$"
ANSWERS = {
    "hotelly status": "^  All of it answers",
    "hotelly run reconcile": r'^\S+ SUCCEEDED\n\{"findings":\d+,"found":\{.*\}\}$',
    "hotelly schedule list": r"^expire-holds .*next 20\d\d-.*last (never|20\d\d\S+ (well|failed))$",
    "hotelly trace CORRELATION_ID": r"^\S+  step     create_hold +held",
    "hotelly trace EVENT_ID": r"^\S+  step     create_hold +held",
    "hotelly trigger": r"-> 20[02] \{.*\"correlation_id\"",
    "hotelly sql sql/operations/": ANY_ROWS,
    "hotelly report daily": r"\S",
    "hotelly doctor": r"\S",
    "hotelly dump": r"\d+ bytes$",
    "hotelly restore": "^export DATABASE_URL='postgresql://",
    "hotelly check": "^$|ok",
    "hotelly property": "is saved",
    "hotelly answer": "answers to breakfast",
    "hotelly tasks": ANY_ROWS,
    "echo 'oi, tem quarto amanhã?' | hotelly chat": "│ .*Aqui é da Pousada Mar Azul",
    "hotelly pause convert": "^convert of .* is paused, until 20",
    "hotelly resume convert": "^(resumed: convert|not_paused: nothing)$",
    "hotelly export HOLD_ID": '"contacts": ',
    "hotelly erase HOLD_ID --dry-run": "^(would be erased: contacts 1|refused:)",
    "hotelly migrate": "nothing was missing",
    'curl -s "$RECEIVER/health"': '"ok"',
    'curl -s "$RECEIVER/ready"': '"ready"',
    "curl -s -X POST": r'"status": ?"(accepted|duplicate)"',
    "gcloud logging read 'jsonPayload.corr": '"correlation_id": "CORRELATION_ID"',
    'gcloud workflows executions list ingest-event --location=southamerica-east1 --filter="st': "",
    "gcloud workflows executions list ingest-event --location=southamerica-east1 --filter": (
        "executions/EXECUTION_ID"
    ),
    "gcloud workflows executions describe EXECUTION_ID": "^state: SUCCEEDED$",
    "gcloud logging read 'resource.type=\"workflows": "EXECUTION_ID",
    "gcloud logging read 'severity>=DEFAULT'": "lines with what looks like personal data",
    "gcloud logging read": "",  # of a stack where nothing failed, no line
    "gcloud workflows list": "workflows/reprocess-events",
    'gcloud workflows run ingest-event --location=southamerica-east1 --data=\'{"event_id": "test': (
        r'result: .*"outcome":"(created|updated)"'
    ),
    "gcloud secrets list": "^EVENTS_SECRET ",
    "gcloud secrets versions list": "enabled",
    "gcloud run services describe": "latestRevision",
    "gcloud run revisions list": "receive-webhook-00001-local",
    "gcloud workflows executions list": "executions/EXECUTION_ID|SUCCEEDED",
    "gcloud workflows executions describe-last": "^state: (SUCCEEDED|ACTIVE)$",
    "gcloud scheduler jobs describe": "httpTarget:",
    "gcloud scheduler jobs run": "",
    "gcloud scheduler jobs pause": "[Pp]aused",
    "gcloud scheduler jobs resume": "[Rr]esumed",
    "gcloud workflows run expire-holds": r'result: .*"expired":\d',
    "gcloud workflows run reprocess-events": r'result: .*"processed":\d',
    "gcloud workflows run pause": r'result: .*"outcome":"paused"',
    "gcloud workflows run resume": r'result: .*"outcome":"(resumed|not_paused)"',
    "gcloud workflows run retain": r'result: .*"outcome":"counted"',
    "gcloud workflows run sweep-payments": r'result: .*"missing":\d',
    "gcloud workflows run ingest-event": r'result: .*"outcome":"held"',
    "gcloud workflows executions wait": "^state: SUCCEEDED$",
    "gcloud workflows executions cancel": "FAILED_PRECONDITION",
    "gcloud workflows describe": r"^\d{6}-[0-9a-f]{3}$",
    "gcloud workflows deploy": "FUNCTIONS_URL: http://127.0.0.1:\\d+/{name}",
    "select pause(": '"outcome": "paused"',
    "select * from pauses_now": ANY_ROWS,
    "select resume(": '"outcome": "(not_paused|resumed)"',
    "select kind, days": "^payloads +\\d+",
    "update retention": "1 row changed",
    "select status, count": r"^processed +\d+",
    "select e.event_type": "^hold_requested +processed",
    "select id, event_type, status": "hold_requested +processed",
    "select received_at, source": r" stripe +evt_\w+ ",
    "select id, status, reason": " succeeded ",
    "select source, count": r"^stripe +\d+",
    "select property_id, room_type": r"^\(0 rows\)$",
    "select h.id, h.status": " converted .* confirmed$",
    "select id, correlation_id": ANY_ROWS,
    "select id, erased_at": ANY_ROWS,
    "select i.status, i.asked": ANY_ROWS,
    "update events": r"^\(1 row changed\)$",
    "select usename": r"^-+.*\n\S+ +active ",
    "select relname": r"^events +\d+",
}
"""what a command's answer looks like, by how the command begins; the first that fits counts"""


def answer_to(command: str) -> str:
    return next(pattern for start, pattern in ANSWERS.items() if command.startswith(start))


Shell = Callable[[str], subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def journey(
    stack: Stack, caller: Caller, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """What stands for the runbook's ids: those of a guest's journey, and of a lead."""
    with closing(Records(stack.database_url)) as records:
        guest = Guest(caller, records).opens_hotel()
        guest.asks()
        guest.pays()
        eventually("the stay is confirmed", guest.is_confirmed)
        event = guest.events()[0]
        [hold] = records.holds(guest.correlation_id)
        own = lead().changed([f"phone={PHONE}"])
        answer = caller.post(own.path, own.body).json()
        yield {
            "CORRELATION_ID": guest.correlation_id,
            "EXECUTION_ID": event["workflow_execution_id"].rpartition("/")[2],
            "EVENT_ID": event["id"],
            "HOLD_ID": hold["hold_id"],
            "PROPERTY_ID": guest.property_id,
            FIRST_NIGHT: str(event["payload"]["check_in"]),
            # The manual run's own ids are another test's, on the same stack.
            "test-123": "test-of-the-runbook",
            "00000000-0000-0000-0000-000000000001": str(uuid4()),
            "11999998888": PHONE,
            "backup.sql": str(tmp_path_factory.mktemp("dumps") / "backup.sql"),
            "LEAD_ID": str(records.wait_for_event(answer["event_id"])["lead_id"]),
        }
        # What the runbook set holds for all houses of that number, others' too on this stack.
        records.set_property(guest.property_id, "Pousada Mar Azul", messages_a_minute=None)


@pytest.fixture(scope="module")
def shell(
    stack: Stack,
    interceptor: Interceptor,
    journey: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Shell:
    """Runs a command as an operator types it, section 1 of the runbook done. What it deploys calls
    the functions as before: others crash this stack through the interceptor.
    """
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
    environment["FUNCTIONS_URL"] = f"{interceptor.url}/{{name}}"

    def run(command: str) -> subprocess.CompletedProcess[str]:
        for word, value in journey.items():
            command = command.replace(word, value)
        if any(word in command for word in ("schedule", "status", "doctor")):
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
def test_a_command_of_the_runbook_answers(shell: Shell, command: str) -> None:
    done = shell(command)
    if "doctor" not in command:  # which may well find what other tests have left
        assert done.returncode == 0, done.stderr
    assert re.search(answer_to(command), done.stdout, re.MULTILINE), done.stdout


@pytest.mark.skipif(shutil.which("gcloud") is None, reason="gcloud is not on PATH")
@pytest.mark.parametrize("command", WITH_GCLOUD)
def test_a_gcloud_command_of_the_runbook_answers(
    shell: Shell, journey: dict[str, str], command: str
) -> None:
    if command.endswith("-last"):  # which gcloud remembers from a run
        shell(next(each for each in WITH_GCLOUD if each.startswith("gcloud workflows run")))
    done = shell(command)
    said = done.stdout + done.stderr
    if "report" not in command:  # which finds the telephone number of the run by hand
        assert (done.returncode != 0) == ("executions cancel" in command), done.stderr
    pattern = answer_to(command)
    for word, value in journey.items():
        pattern = pattern.replace(word, value)
    assert re.search(pattern, said, re.MULTILINE), said


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_of_the_runbook_answers(shell: Shell, statement: str) -> None:
    done = shell(f"hotelly sql {shlex.quote(statement)}")
    assert done.returncode == 0, done.stderr
    assert re.search(answer_to(statement), done.stdout, re.MULTILINE), done.stdout
