"""A whole installation from nothing, and what may happen to it afterwards."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from infra.deployment import load_deployment
from tests.cloud.installing import (
    FUNCTIONS,
    OPERATOR,
    PROJECT,
    REGION,
    WORKFLOWS,
    Installation,
    installing,
    small,
    with_tools,
)
from tests.standins.google import run

PLACE = f"projects/{PROJECT}/locations/{REGION}"


def images(installation: Installation) -> set[str]:
    """Of all revisions that have traffic."""
    state = installation.state
    shares = run.serving(state).values()
    return {run.image_of(state.get(f"run/revisions/{name}")) for each in shares for name in each}


def sources(installation: Installation) -> dict[str, str]:
    """The workflows' sources by name."""
    engine = f"{installation.plane.engine_url}/v1/{PLACE}/workflows"
    return {
        name: httpx.get(f"{engine}/{name}", trust_env=False).json()["sourceContents"]
        for name in WORKFLOWS
    }


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """A small one, set up once: each test leaves it working."""
    with installing() as installation:
        installation.edit_deployment(small)
        installation.set_up()
        yield installation
        assert not installation.state.unasked


@with_tools
def test_an_installation_from_nothing_is_whole(installation: Installation) -> None:
    state = installation.state
    assert state.names(run.SERVICES) == set(FUNCTIONS)
    assert state.names(f"cloudscheduler/{PLACE}/jobs") == {"reconcile"}
    deployment = load_deployment(installation.checkout / "infra/deployment.yaml")
    secrets = {*deployment.secrets, "DATABASE_ROOT_PASSWORD"}
    assert state.names(f"secretmanager/projects/{PROJECT}/secrets") == secrets
    assert len(state.names(f"monitoring/projects/{PROJECT}/alertPolicies")) == 11
    for secret in secrets:
        assert state.names(f"secretmanager/projects/{PROJECT}/secrets/{secret}/versions") == {"1"}
    (image,) = images(installation)
    assert "@sha256:" in image
    assert all("diagnos" in each or "smoke" in each for each in sources(installation).values())
    latest = [service["spec"]["traffic"] for service in state.under(run.SERVICES)]
    assert latest == [[{"latestRevision": True, "percent": 100}]] * len(FUNCTIONS)
    environment = _environment(installation, "send-message")
    assert environment["FUNCTION_TARGET"] == {"value": "send_message"}
    assert "EVENTS_SECRET" not in environment
    assert environment["EVOLUTION_API_KEY"]["valueFrom"]["secretKeyRef"]["key"] == "latest"


def _environment(installation: Installation, function: str) -> dict[str, Any]:
    (name,) = run.serving(installation.state)[function]
    (container,) = installation.state.get(f"run/revisions/{name}")["spec"]["containers"]
    return {each.pop("name"): each for each in json.loads(json.dumps(container["env"]))}


@with_tools
@pytest.mark.rehearsal
def test_installing_again_changes_nothing(installation: Installation) -> None:
    before = installation.state.picture()
    assert not installation.answers().strip()
    installation.set_up(YES="")  # and nothing is asked
    assert installation.state.picture() == before


@with_tools
def test_a_function_whose_smoke_fails_leaves_what_served(installation: Installation) -> None:
    before = run.serving(installation.state), sources(installation)
    installation.plane.broken = {"send-message"}
    failed = installation.run("infra/deploy.sh", "function", "send-message")
    installation.plane.broken = set()
    assert failed.returncode != 0
    assert "send-message answered 500" in "".join(installation.plane.builds.output)
    assert (run.serving(installation.state), sources(installation)) == before


@with_tools
@pytest.mark.rehearsal
def test_a_release_whose_smoke_fails_leaves_what_served(installation: Installation) -> None:
    before = run.serving(installation.state), sources(installation)
    jobs = list(installation.state.under(f"cloudscheduler/{PLACE}/jobs"))
    migration = installation.checkout / "sql/migrations/9000_later.sql"
    migration.write_text("alter table leads add column later integer;")
    workflow = installation.checkout / "workflows/reconcile.workflows.yaml"
    text = workflow.read_text()
    workflow.write_text(f"# changed\n{text}")
    installation.plane.broken = {"send-message"}
    failed = installation.run("infra/deploy.sh", "all")
    installation.plane.broken = set()
    workflow.write_text(text)
    assert failed.returncode != 0
    assert "send-message answered 500" in "".join(installation.plane.builds.output)
    assert (run.serving(installation.state), sources(installation)) == before
    assert list(installation.state.under(f"cloudscheduler/{PLACE}/jobs")) == jobs


@with_tools
@pytest.mark.rehearsal
def test_a_release_and_a_rollback(installation: Installation) -> None:
    before = run.serving(installation.state), sources(installation)
    workflow = installation.checkout / "workflows/reconcile.workflows.yaml"
    workflow.write_text(f"# changed\n{workflow.read_text()}")
    installation.done("infra/deploy.sh", "all")
    assert sources(installation)["reconcile"].startswith("# changed")
    assert all(each not in before[0].values() for each in run.serving(installation.state).values())
    installation.done("infra/rollback.sh")
    assert (run.serving(installation.state), sources(installation)) == before


@with_tools
@pytest.mark.rehearsal
def test_parts_are_deployed_alone(installation: Installation) -> None:
    before = run.serving(installation.state)
    installation.done("infra/deploy.sh", "workflow", "reconcile")
    installation.done("infra/deploy.sh", "schema")
    assert run.serving(installation.state) == before
    installation.done("infra/deploy.sh", "function", "send-message")
    now = run.serving(installation.state)
    assert {name for name in now if now[name] != before[name]} == {"send-message"}


@with_tools
@pytest.mark.rehearsal
def test_a_backup_and_a_restore_drill(installation: Installation) -> None:
    instances = f"sql/projects/{PROJECT}/instances"
    clone = installation.done("hotelly", "deployment", "database-url", OPERATOR)
    installation.done("infra/restore-drill.sh", DRILL_DATABASE_URL=clone.strip())
    assert installation.state.names(instances) == {"hotelly"}
    installation.done("infra/backup.sh")
    assert len(installation.state.names(f"{instances}/hotelly/backupRuns")) == 1
