"""What is wrong with an installation on Google Cloud, by what gcloud tells of it.

`asked` answers a gcloud command with its JSON, so that the questions are the real ones everywhere.
"""

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from infra.deployment import Deployment
from infra.gcp.place import INSTANCE, Place

Finding = tuple[int, str]
"""a section of the runbook, and a sentence"""
Gcloud = Callable[..., Any]

PINNED = (
    "is pinned to a revision: what you change now serves nobody until `update-traffic --to-latest`"
)


def gcloud(*arguments: str) -> Any:
    """Raises subprocess.CalledProcessError when gcloud refuses."""
    done = subprocess.run(
        ["gcloud", *arguments, "--format=json"], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout or "[]")


def examine(deployment: Deployment, place: Place, asked: Gcloud = gcloud) -> Iterator[Finding]:
    yield from _functions(deployment, asked("run", "services", "list", f"--region={place.region}"))
    yield from _workflows(deployment, asked("workflows", "list", f"--location={place.region}"))
    yield from _jobs(deployment, asked("scheduler", "jobs", "list", f"--location={place.region}"))
    yield from _secrets(deployment, asked)
    yield from _database(asked("sql", "instances", "list"))


def _functions(deployment: Deployment, services: list[Mapping[str, Any]]) -> Iterator[Finding]:
    found = {service["metadata"]["name"]: service for service in services}
    for name, function in deployment.functions.items():
        if name not in found:
            yield 11, f"the function {name} is not deployed"
            continue
        yield from (
            (number, f"the function {name} {fault}")
            for number, fault in _service(found[name], function.public)
        )
    for name in found.keys() - deployment.functions.keys():
        yield 11, f"the service {name} is not in deployment.yaml"


def _service(service: Mapping[str, Any], public: bool) -> Iterator[Finding]:
    for condition in service["status"].get("conditions", []):
        if condition["type"] == "Ready" and condition["status"] != "True":
            yield 11, f"is not ready: {condition.get('message', 'no reason')}"
    if not any(target.get("latestRevision") for target in service["spec"]["traffic"]):
        yield 11, PINNED
    annotations = service["metadata"].get("annotations", {})
    if (annotations.get("run.googleapis.com/invoker-iam-disabled") == "true") != public:
        yield 2, "is closed" if public else "is OPEN TO ALL"


def _workflows(deployment: Deployment, workflows: list[Mapping[str, Any]]) -> Iterator[Finding]:
    found = {each["name"].rpartition("/")[2]: each for each in workflows}
    for name in deployment.workflows:
        if name not in found:
            yield 11, f"the workflow {name} is not deployed"
        elif found[name].get("state") != "ACTIVE":
            yield 11, f"the workflow {name} is {found[name].get('state')}"


def _jobs(deployment: Deployment, jobs: list[Mapping[str, Any]]) -> Iterator[Finding]:
    found = {each["name"].rpartition("/")[2]: each for each in jobs}
    for name in deployment.schedules:
        if name not in found:
            yield 7, f"the job {name} does not exist"
        elif found[name].get("state") != "ENABLED":
            yield 7, f"the job {name} is {found[name].get('state')}: `gcloud scheduler jobs resume`"
        elif found[name].get("status", {}).get("code"):
            yield 7, f"the job {name} failed at its last attempt"


def _secrets(deployment: Deployment, asked: Gcloud) -> Iterator[Finding]:
    there = {secret["name"].rpartition("/")[2] for secret in asked("secrets", "list")}
    for secret in sorted(deployment.secrets - there):
        yield 15, f"the secret {secret} does not exist: `infra/setup.sh`"
    known = sorted(deployment.secrets & there)
    with ThreadPoolExecutor(max_workers=6) as pool:
        answers = pool.map(lambda secret: asked("secrets", "versions", "list", secret), known)
    for secret, versions in zip(known, answers, strict=True):
        if not any(version["state"] == "ENABLED" for version in versions):
            yield 6, f"the secret {secret} has no version: functions that read it do not start"


def _database(instances: list[Mapping[str, Any]]) -> Iterator[Finding]:
    found = [instance for instance in instances if instance["name"] == INSTANCE]
    if not found:
        yield 15, f"there is no database {INSTANCE}: `infra/setup.sh`"
        return
    settings = found[0].get("settings", {})
    backups = settings.get("backupConfiguration", {})
    if found[0].get("state") != "RUNNABLE":
        yield 10, f"the database is {found[0].get('state')}"
    if not backups.get("enabled"):
        yield 12, "the database is not backed up"
    if not backups.get("pointInTimeRecoveryEnabled"):
        yield 12, "the database cannot be restored to a point in time"
    if not settings.get("deletionProtectionEnabled"):
        yield 12, "the database may be deleted"
