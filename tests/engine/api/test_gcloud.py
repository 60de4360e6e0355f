"""The real gcloud, where it is installed, with the runbook's commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.local.commands.gcloud import gcloud_environment
from tests.engine.api.engine_server import Server

pytestmark = pytest.mark.skipif(shutil.which("gcloud") is None, reason="gcloud is not installed")

SOURCE = """
main:
  params: [event]
  steps:
    - say:
        call: sys.log
        args:
          severity: WARNING
          json: {message: received, correlation_id: "${event.correlation_id}"}
    - wait:
        switch:
          - condition: ${event.correlation_id == "slow"}
            call: sys.sleep
            args: {seconds: 600}
    - done:
        return: ${event}
"""

Gcloud = Callable[..., str]


@pytest.fixture
def gcloud(server: Server, tmp_path: Path) -> Gcloud:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CLOUDSDK_")},
        **gcloud_environment(f"{server.url}/", "gcloud-test", "southamerica-east1"),
        "CLOUDSDK_CONFIG": str(tmp_path / "config"),
    }

    def run(*arguments: str) -> str:
        done = subprocess.run(
            ["gcloud", *arguments], env=environment, cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_the_runbooks_commands_work(gcloud: Gcloud, tmp_path: Path) -> None:
    source = tmp_path / "ingest.yaml"
    source.write_text(SOURCE)
    deployed = gcloud(
        *("workflows", "deploy", "ingest", f"--source={source}", "--format=json"),
        *("--call-log-level=log-all-calls", "--set-env-vars=A=b"),
    )
    assert json.loads(deployed)["userEnvVars"] == {"A": "b"}
    assert "ingest" in gcloud("workflows", "list", "--location=southamerica-east1")
    data = '--data={"correlation_id": "cid-9"}'
    run = json.loads(gcloud("workflows", "run", "ingest", data, "--format=json"))
    assert run["state"] == "SUCCEEDED"
    found = gcloud(
        *("workflows", "executions", "list", "ingest", "--format=value(name)"),
        *("--filter=argument~cid-9", "--limit=5"),
    )
    assert found.strip() == run["name"]
    shown = gcloud(
        "workflows",
        "executions",
        "describe",
        run["name"].rsplit("/", 1)[1],
        "--workflow=ingest",
        "--format=value(result)",
    )
    assert "cid-9" in shown
    logged = gcloud("logging", "read", 'jsonPayload.correlation_id="cid-9"', "--format=json")
    (entry,) = json.loads(logged)
    assert (entry["severity"], entry["jsonPayload"]["message"]) == ("WARNING", "received")


def test_an_execution_can_be_cancelled_and_waited_for(gcloud: Gcloud, tmp_path: Path) -> None:
    source = tmp_path / "slow.yaml"
    source.write_text(SOURCE)
    gcloud("workflows", "deploy", "slow", f"--source={source}")
    gcloud("workflows", "execute", "slow", '--data={"correlation_id": "slow"}')
    execution = gcloud("workflows", "executions", "list", "slow", "--format=value(name)").strip()
    gcloud("workflows", "executions", "cancel", execution.rsplit("/", 1)[1], "--workflow=slow")
    waited = gcloud("workflows", "executions", "wait-last", "--format=value(state)")
    assert waited.strip() == "CANCELLED"
    gcloud("workflows", "delete", "slow")
    assert "slow" not in gcloud("workflows", "list")


def test_environment_revisions_and_logs_are_managed(gcloud: Gcloud, tmp_path: Path) -> None:
    source = tmp_path / "managed.yaml"
    source.write_text(SOURCE)
    shown = "--format=value(userEnvVars,revisionId)"
    deploy = ("workflows", "deploy", "managed", shown)
    first = gcloud(*deploy, f"--source={source}", "--set-env-vars=A=1,B=2").split()
    assert first[0] == "A=1;B=2"
    assert gcloud(*deploy, "--update-env-vars=B=3").split()[0] == "A=1;B=3"
    assert gcloud(*deploy, "--remove-env-vars=A").split()[0] == "B=3"
    old = gcloud("workflows", "describe", "managed", f"--revision-id={first[1]}", shown)
    assert old.split() == first
    gcloud("logging", "write", "managed", "by hand", "--severity=ERROR")
    found = gcloud("logging", "read", 'log_id("managed")', "--format=value(severity,textPayload)")
    assert found.split("\t") == ["ERROR", "by hand\n"]
    assert "logs/managed" in gcloud("logging", "logs", "list")
