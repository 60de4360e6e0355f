"""What is wrong with an installation on Google Cloud, by what gcloud tells of it.

`asked` answers a gcloud command with its JSON, so that the questions are the real ones everywhere.
"""

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
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
    for secret in sorted(deployment.secrets):
        versions = asked("secrets", "versions", "list", secret)
        if not any(version["state"] == "ENABLED" for version in versions):
            yield 6, f"the secret {secret} has no version: functions that read it do not start"
    yield from _database(asked("sql", "instances", "describe", INSTANCE))


def _functions(deployment: Deployment, services: list[Mapping[str, Any]]) -> Iterator[Finding]:
    found = {service["metadata"]["name"]: service for service in services}
    for name, function in deployment.functions.items():
        if name not in found:
            yield 11, f"the function {name} is not deployed"
            continue
        metadata, status = found[name]["metadata"], found[name]["status"]
        for condition in status.get("conditions", []):
            if condition["type"] == "Ready" and condition["status"] != "True":
                yield (
                    11,
                    f"the function {name} is not ready: {condition.get('message', 'no reason')}",
                )
        if not any(target.get("latestRevision") for target in found[name]["spec"]["traffic"]):
            yield 11, f"the function {name} {PINNED}"
        disabled = metadata.get("annotations", {}).get("run.googleapis.com/invoker-iam-disabled")
        if (disabled == "true") != function.public:
            yield 2, f"the function {name} is {'closed' if function.public else 'OPEN TO ALL'}"
    for name in found.keys() - deployment.functions.keys():
        yield 11, f"the service {name} is not in deployment.yaml"


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


def _database(instance: Mapping[str, Any]) -> Iterator[Finding]:
    if instance.get("state") != "RUNNABLE":
        yield 10, f"the database is {instance.get('state')}"
