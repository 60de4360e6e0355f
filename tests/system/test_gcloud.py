"""The runbooks' own gcloud commands, on the local stack; they run where gcloud is installed."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.local.client.caller import Caller
from infra.local.commands.gcloud import main as gcloud_env
from infra.local.stack.stack import Stack
from tests.system.guests import Guest

# The one part that cannot be had by pip; what gcloud sends is tested everywhere, in tests/engine.
pytestmark = pytest.mark.skipif(shutil.which("gcloud") is None, reason="gcloud is not on PATH")


@pytest.fixture
def environment(stack: Stack, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """What `eval "$(hotelly gcloud-env)"` sets."""
    ports = ["--port", str(stack.ports.workflows), "--scheduler-port", str(stack.ports.scheduler)]
    gcloud_env(ports)
    exports = [line.removeprefix("export ") for line in capsys.readouterr().out.splitlines()]
    settings = dict(line.split("=", 1) for line in exports)
    return {**os.environ, **settings, "CLOUDSDK_CONFIG": str(tmp_path)}


def gcloud(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        ["gcloud", *arguments], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_logs_of_a_journey_are_found_by_its_correlation_id(
    environment: dict[str, str], guest: Guest
) -> None:
    guest.asks()
    guest.link()
    condition = f'jsonPayload.correlation_id="{guest.correlation_id}"'
    found = json.loads(gcloud(environment, "logging", "read", condition, "--format=json"))
    sources = {entry["resource"]["type"] for entry in found}
    assert sources == {"cloud_run_revision", "workflows.googleapis.com/Workflow"}


def test_an_execution_is_found_by_its_argument(environment: dict[str, str], guest: Guest) -> None:
    guest.asks()
    guest.link()
    listed = gcloud(
        environment,
        *("workflows", "executions", "list", "ingest-event", "--limit=5", "--format=json"),
        f"--filter=argument~{guest.correlation_id}",
    )
    assert len(json.loads(listed)) == 1


def test_an_event_is_run_by_hand(environment: dict[str, str], caller: Caller) -> None:
    data = {"event_id": "by-gcloud", "event_type": "ping", "payload": {}, "source": "manual"}
    ran = gcloud(
        environment,
        *("workflows", "run", "ingest-event", f"--data={json.dumps(data)}", "--format=json"),
    )
    assert json.loads(json.loads(ran)["result"])["outcome"] == "ignored"
