"""The runbook's commands for the cloud, each run by the real gcloud on the stand-in."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from infra.deployment import load_deployment
from infra.local.stack.state import CHECKOUT
from tests.cloud.installing import (
    NUMBER,
    OPERATOR,
    REGION,
    running_engine,
    with_tools,
)
from tests.local.commands.test_runbook import ENGLISH, blocks
from tests.standins.google import run, storage
from tests.standins.google.server import ControlPlane
from tests.standins.google.state import TIME, State

COMMANDS = [line for block in blocks(ENGLISH, "bash cloud") for line in block.splitlines()]
PROJECT = "example"
LOCATION = f"projects/{PROJECT}/locations/{REGION}"

pytestmark = with_tools


@pytest.fixture(scope="module")
def plane() -> Iterator[ControlPlane]:
    with ExitStack() as stack:
        source = ("--source", str(CHECKOUT / "workflows"))
        url = stack.enter_context(running_engine(PROJECT, *source))
        plane = ControlPlane(_installed(), url)
        stack.enter_context(plane.serving())
        yield plane
        assert not plane.state.unasked


def _installed() -> State:
    """As much of an installation as the commands name."""
    state = State(PROJECT, NUMBER, REGION)
    for name in ("receive-webhook", "create-hold"):
        for image in ("old", "new"):
            container: dict[str, object] = {"image": image, "env": []}
            template = {"metadata": {}, "spec": {"containers": [container]}}
            sent = {"metadata": {"name": name}, "spec": {"template": template}}
            run.apply_service(
                state, name, {"apiVersion": "serving.knative.dev/v1", "kind": "Service", **sent}
            )
    secrets = f"secretmanager/projects/{PROJECT}/secrets"
    for name in load_deployment().secrets:
        path = f"projects/{NUMBER}/secrets/{name}"
        state.make(f"{secrets}/{name}", {"name": path, "createTime": TIME, "replication": {}})
        version = {"name": f"{path}/versions/1", "state": "ENABLED", "createTime": TIME}
        state.make(f"{secrets}/{name}/versions/1", version)
        state.contents[f"{secrets}/{name}/versions/1"] = b"a secret"
    instance = f"sql/projects/{PROJECT}/instances/hotelly"
    state.make(instance, {"name": "hotelly", "state": "RUNNABLE", "settings": {"tier": "t"}})
    backup = {"kind": "sql#backupRun", "id": "1", "status": "SUCCESSFUL", "windowStartTime": TIME}
    state.make(f"{instance}/backupRuns/1", {**backup, "instance": "hotelly"})
    job = {"name": f"{LOCATION}/jobs/reconcile", "schedule": "7 * * * *", "state": "ENABLED"}
    state.make(f"cloudscheduler/{LOCATION}/jobs/reconcile", job)
    state.make(f"storage/b/{PROJECT}-hotelly-backups", {"name": f"{PROJECT}-hotelly-backups"})
    storage.put(state, f"{PROJECT}-hotelly-backups", "exports/x", b"", {})
    state.make("serviceusage/services/run.googleapis.com", {"state": "ENABLED"})
    return state


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_for_the_cloud_works(plane: ControlPlane, tmp_path: Path, command: str) -> None:
    done = run_command(plane, tmp_path, command)
    if "doctor" in command:  # which sees that hardly anything is installed
        assert "the function convert is not deployed" in done.stdout
    else:
        assert done.returncode == 0, done.stderr


def run_command(
    plane: ControlPlane, folder: Path, command: str
) -> subprocess.CompletedProcess[str]:
    revision = plane.state.get(f"{run.SERVICES}/receive-webhook")["status"]
    words = {
        "PROJECT_ID": PROJECT,
        "REVISION_OF_WORKFLOW": _revision_of_workflow(plane),
        "REVISION": revision["latestCreatedRevisionName"],
        "BACKUP_ID": "1",
        "VERSION": "1",
    }
    for word, value in words.items():
        command = re.sub(rf"(?<![A-Z_]){word}(?![A-Z_])", value, command)
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=CHECKOUT,
        env={
            **os.environ,
            **plane.gcloud_environment(),
            "PATH": f"{CHECKOUT / '.venv/bin'}:{os.environ['PATH']}",
            "CLOUDSDK_CONFIG": str(folder),
            "CLOUDSDK_CORE_ACCOUNT": OPERATOR,
            "RECEIVER": "https://receive-webhook.example",  # as a line above sets it
        },
        input="whsec_new\n",
        capture_output=True,
        text=True,
        timeout=120,
    )


def _revision_of_workflow(plane: ControlPlane) -> str:
    url = f"{plane.engine_url}/v1/{LOCATION}/workflows/ingest-event"
    return str(httpx.get(url, trust_env=False).json()["revisionId"])
