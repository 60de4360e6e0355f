"""Any execution may be run again, by anybody, at any time: it changes nothing and answers the same.

And an operator may start one by hand, as the runbook shows.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from typing import Any

import grpc
import pytest
from google.cloud.workflows import executions_v1
from google.cloud.workflows.executions_v1.services.executions.transports import (
    ExecutionsGrpcTransport,
)

from infra.local.client.caller import Caller
from infra.local.client.records import Records
from infra.local.client.waiting import eventually
from infra.local.stack.addresses import PARENT
from infra.local.stack.stack import Stack
from infra.local.stack.state import CHECKOUT
from tests.system.guests import Guest

MANUAL_RUN = {
    "event_id": "test-123",
    "correlation_id": "00000000-0000-0000-0000-000000000001",
    "event_type": "lead_created",
    "payload": {
        "name": "Teste Manual",
        "phone": "11999998888",
        "phone_normalized": "5511999998888",
        "source": "manual",
    },
    "source": "manual",
}
TIMELINE = """
SELECT
  e.event_type,
  e.status,
  e.workflow_execution_id,
  e.created_at,
  l.name AS lead_name,
  l.stage AS lead_stage
FROM events e
LEFT JOIN leads l ON l.id = e.lead_id
WHERE e.correlation_id = '00000000-0000-0000-0000-000000000001'
ORDER BY e.created_at;
"""


def hotelly(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line, speaking to the stack under test."""
    ports = asdict(stack.ports)
    variables = {f"HOTELLY_{name.upper()}_PORT": str(ports[name]) for name in ports}
    return subprocess.run(
        [sys.executable, "-m", "infra.local.cli", *arguments],
        cwd=CHECKOUT,
        env={**os.environ, **variables, "HOTELLY_STATE": str(stack.state.folder)},
        capture_output=True,
        text=True,
        timeout=60,
    )


def run_by_rest(stack: Stack, caller: Caller, event_id: str) -> Any:
    return json.loads(caller.run("ingest-event", {"event_id": event_id})["result"])


def run_by_command(stack: Stack, caller: Caller, event_id: str) -> Any:
    done = hotelly(stack, "run", "ingest-event", "--data", json.dumps({"event_id": event_id}))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[1])


def run_by_client_library(stack: Stack, caller: Caller, event_id: str) -> Any:
    with grpc.insecure_channel(f"127.0.0.1:{stack.ports.workflows_grpc}") as channel:
        client = executions_v1.ExecutionsClient(transport=ExecutionsGrpcTransport(channel=channel))
        argument = json.dumps({"event_id": event_id})
        execution = client.create_execution(
            parent=f"{PARENT}/workflows/ingest-event",
            execution=executions_v1.Execution(argument=argument),
        )
        return json.loads(caller.wait(execution.name)["result"])


def everything(records: Records) -> dict[str, list[str]]:
    """All rows of all tables, but the log of the runs."""
    tables = records.rows(
        "select table_name as name from information_schema.tables "
        "where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'event_runs'"
    )
    return {
        table["name"]: sorted(str(row) for row in records.rows(f"select * from {table['name']}"))
        for table in tables
    }


@pytest.mark.parametrize("run", [run_by_rest, run_by_command, run_by_client_library])
def test_a_finished_execution_run_again_changes_no_row_and_answers_the_same(
    run: Any, stack: Stack, caller: Caller, guest: Guest
) -> None:
    guest.asks()
    guest.pays()
    eventually("the stay is confirmed", guest.is_confirmed)
    events = guest.events()
    before, runs = everything(guest.records), guest.records.count("event_runs")

    results = [run(stack, caller, event["id"]) for event in events]

    assert results == [event["result"] for event in events]
    assert everything(guest.records) == before
    assert guest.records.count("event_runs") == runs + len(events)
    assert len(caller.read_whatsapp(guest.phone)) == 2


def test_the_runbooks_manual_run_works_without_a_receipt(caller: Caller, records: Records) -> None:
    execution = caller.run("ingest-event", MANUAL_RUN)
    assert execution["state"] == "SUCCEEDED"
    (line,) = records.rows(TIMELINE)
    assert (line["event_type"], line["status"]) == ("lead_created", "processed")
    assert (line["lead_name"], line["lead_stage"]) == ("Teste Manual", "triagem")
    assert execution["name"].endswith(line["workflow_execution_id"])


def test_an_event_reset_by_hand_is_processed_again_without_a_second_effect(
    caller: Caller, guest: Guest
) -> None:
    guest.asks()
    guest.link()
    event = guest.records.wait_for_event(guest.events()[0]["id"])
    guest.records.rows(
        "UPDATE events SET status = 'received', error = NULL WHERE id = %s", event["id"]
    )

    caller.run("reprocess-events", {"older_than_seconds": 0, "max_attempts": 100})

    again = guest.records.event(event["id"])
    assert (again["status"], again["result"]) == ("processed", event["result"])
    runs = "select 1 from event_runs where event_id = %s"
    assert len(guest.records.rows(runs, event["id"])) == 2
    assert len(guest.records.holds(guest.correlation_id)) == 1
    assert len(caller.read_whatsapp(guest.phone)) == 1


def test_trace_prints_the_whole_journey_in_order(stack: Stack, guest: Guest) -> None:
    guest.asks()
    guest.pays()
    eventually("the stay is confirmed", guest.is_confirmed)
    done = hotelly(stack, "trace", guest.correlation_id)
    assert done.returncode == 0, done.stderr
    told = [tuple(line.split()[1:4]) for line in done.stdout.splitlines()]
    expected = [
        ("receipt", "hold_requested", "processed"),
        ("run", "hold_requested", "processed"),
        ("change", "hold", "hold.created"),
        ("step", "create_hold", "held"),
        ("change", "payment", "payment.opened"),
        ("message", "payment_link", "sent"),
        ("receipt", "payment_succeeded", "processed"),
        ("run", "payment_succeeded", "processed"),
        ("step", "convert", "converted"),
        ("message", "reservation_confirmed", "sent"),
    ]
    assert [line for line in told if line in expected] == expected
    assert guest.phone not in done.stdout
