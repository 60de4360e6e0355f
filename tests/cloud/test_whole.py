"""All of deployment.yaml, installed from nothing and once more."""

import time
from collections.abc import Iterator

import httpx
import pytest

from infra.deployment import load_deployment
from infra.local.stack.state import CHECKOUT
from tests.cloud.installing import OPERATOR, PROJECT, REGION, Installation, installing, with_tools
from tests.standins.google import run

pytestmark = [with_tools, pytest.mark.rehearsal]

PLACE = f"projects/{PROJECT}/locations/{REGION}"
DEPLOYMENT = load_deployment()
ALERTS = {
    *("server-errors", "failed-executions", "failed-events", "uptime", "wrong-secrets"),
    *("database-cpu", "database-connections", "database-disk"),
    *("sweep-silence", "reconcile-findings", "changed-permissions"),
}


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with installing() as installation:
        began = time.monotonic()
        installation.set_up()
        print(f"installed in {time.monotonic() - began:.0f} s")
        yield installation
        assert not installation.state.unasked


def test_everything_of_deployment_yaml_is_there(installation: Installation) -> None:
    state = installation.state
    assert run.serving(state).keys() == DEPLOYMENT.functions.keys()
    latest = [service["spec"]["traffic"] for service in state.under(run.SERVICES)]
    assert latest == [[{"latestRevision": True, "percent": 100}]] * len(DEPLOYMENT.functions)
    assert state.names(f"cloudscheduler/{PLACE}/jobs") == DEPLOYMENT.schedules.keys()
    assert state.names(f"monitoring/projects/{PROJECT}/alertPolicies") == ALERTS
    secrets = f"secretmanager/projects/{PROJECT}/secrets"
    assert state.names(secrets) == {*DEPLOYMENT.secrets, "DATABASE_ROOT_PASSWORD"}
    for secret in DEPLOYMENT.secrets:
        assert state.names(f"{secrets}/{secret}/versions") == {"1"}
    for name, workflow in DEPLOYMENT.workflows.items():
        url = f"{installation.plane.engine_url}/v1/{PLACE}/workflows/{name}"
        deployed = httpx.get(url, trust_env=False).json()["sourceContents"]
        assert deployed == (CHECKOUT / workflow.source).read_text()


def test_the_doctor_finds_nothing(installation: Installation) -> None:
    database = installation.done("hotelly", "deployment", "database-url", OPERATOR)
    told = installation.done(
        "hotelly", "doctor", "--project", PROJECT, DATABASE_URL=database.strip()
    )
    assert told == "all is well\n"


def test_a_second_run_asks_and_changes_nothing(installation: Installation) -> None:
    before = installation.state.picture()
    assert not installation.answers().strip()
    began = time.monotonic()
    installation.set_up(YES="")
    print(f"installed again in {time.monotonic() - began:.0f} s")
    assert installation.state.picture() == before
