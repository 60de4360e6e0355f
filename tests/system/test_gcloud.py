"""The runbooks' own gcloud commands, on the local stack; they run where gcloud is installed."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.deployment import load_deployment
from infra.local.client.caller import Caller
from infra.local.commands.gcloud import main as gcloud_env
from infra.local.stack.addresses import LOCATION
from infra.local.stack.stack import Stack
from tests.system.guests import Guest

# The one part that cannot be had by pip; what gcloud sends is tested everywhere, in tests/engine.
pytestmark = pytest.mark.skipif(shutil.which("gcloud") is None, reason="gcloud is not on PATH")


@pytest.fixture
def environment(
    stack: Stack,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, str]:
    """What `eval "$(hotelly gcloud-env)"` sets."""
    monkeypatch.setenv("HOTELLY_STATE", str(stack.state.folder))
    stack.state.keep_ports(stack.ports)
    gcloud_env([])
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


def test_the_functions_are_listed_and_described_as_services(
    environment: dict[str, str], stack: Stack
) -> None:
    names = gcloud(environment, "run", "services", "list", "--format=value(metadata.name)")
    assert set(names.split()) == set(load_deployment().functions)
    described = json.loads(
        gcloud(environment, "run", "services", "describe", "receive-webhook", "--format=json")
    )
    assert described["status"]["url"] == f"{stack.ports.functions_url}/receive-webhook"
    (container,) = described["spec"]["template"]["spec"]["containers"]
    assert stack.secrets["EVENTS_SECRET"] not in str(container)
    revisions = gcloud(
        environment, "run", "revisions", "list", "--service=expire", "--format=value(name)"
    )
    assert revisions.split() == [
        described["status"]["latestReadyRevisionName"].replace("receive-webhook", "expire")
    ]


def test_secrets_are_listed_and_read_by_who_has_the_token(
    environment: dict[str, str], stack: Stack, tmp_path: Path
) -> None:
    listed = gcloud(environment, "secrets", "list", "--format=value(name)")
    assert set(listed.split()) == load_deployment().secrets
    access = ("secrets", "versions", "access", "latest", "--secret=EVENTS_SECRET")
    assert gcloud(environment, *access) == stack.secrets["EVENTS_SECRET"]
    versions = gcloud(environment, "secrets", "versions", "list", "EVENTS_SECRET")
    assert "enabled" in versions
    token = tmp_path / "token"
    token.write_text("of somebody else")
    stranger = {**environment, "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE": str(token)}
    done = subprocess.run(["gcloud", *access], env=stranger, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert "PERMISSION_DENIED" in done.stderr


def test_jobs_are_paused_and_resumed(environment: dict[str, str], stack: Stack) -> None:
    def states() -> dict[str, str]:
        jobs = json.loads(gcloud(environment, *jobs_, "list", where, "--format=json"))
        return {job["name"].rpartition("/")[2]: job["state"] for job in jobs}

    jobs_, where = ("scheduler", "jobs"), f"--location={LOCATION}"
    scheduler = stack.processes["scheduler"]
    scheduler.start()
    scheduler.wait_ready()
    try:
        gcloud(environment, *jobs_, "pause", "reconcile", where)
        assert states() == {
            name: "PAUSED" if name == "reconcile" else "ENABLED"
            for name in load_deployment().schedules
        }
        gcloud(environment, *jobs_, "resume", "reconcile", where)
        assert set(states().values()) == {"ENABLED"}
    finally:
        scheduler.stop()
