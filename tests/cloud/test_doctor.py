"""`hotelly doctor --project`: each fault of an installation, with the runbook's section for it.

The answers are the stand-in's, in the form in which gcloud prints them.
"""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from infra.deployment import load_deployment
from infra.gcp.doctor import Finding, examine
from infra.gcp.place import load_place
from tests.cloud.installing import NUMBER, REGION
from tests.standins.google import run
from tests.standins.google.state import State

DEPLOYMENT = load_deployment()
Answers = dict[str, Any]
"""what gcloud prints, by a command's words"""


def sound() -> Answers:
    """Of an installation with which nothing is wrong."""
    state = State("example", NUMBER, REGION)
    for name, function in DEPLOYMENT.functions.items():
        annotations = {"run.googleapis.com/invoker-iam-disabled": str(function.public).lower()}
        template = {"metadata": {}, "spec": {"containers": [{"image": "functions"}]}}
        metadata = {"name": name, "annotations": annotations}
        run.apply_service(state, name, {"metadata": metadata, "spec": {"template": template}})
    settings = {
        "deletionProtectionEnabled": True,
        "backupConfiguration": {"enabled": True, "pointInTimeRecoveryEnabled": True},
    }
    secrets = [{"name": f"projects/1/secrets/{name}"} for name in sorted(DEPLOYMENT.secrets)]
    return {
        "run services list": list(state.under(run.SERVICES)),
        "workflows list": [named(each, state="ACTIVE") for each in DEPLOYMENT.workflows],
        "scheduler jobs list": [named(each, state="ENABLED") for each in DEPLOYMENT.schedules],
        "secrets list": secrets,
        **{f"secrets versions list {name}": [{"state": "ENABLED"}] for name in DEPLOYMENT.secrets},
        "sql instances list": [{"name": "hotelly", "state": "RUNNABLE", "settings": settings}],
    }


def named(name: str, **rest: object) -> dict[str, Any]:
    return {"name": f"projects/example/locations/{REGION}/things/{name}", **rest}


def found(answers: Answers) -> list[Finding]:
    def asked(*words: str) -> Any:
        return answers[" ".join(word for word in words if not word.startswith("--"))]

    return list(examine(DEPLOYMENT, load_place("example"), asked))


SOUND = sound()


def service(answers: Answers, name: str) -> Any:
    services = answers["run services list"]
    return next(each for each in services if each["metadata"]["name"] == name)


def thing(answers: Answers, command: str, name: str) -> Any:
    return next(each for each in answers[command] if each["name"].endswith(f"/{name}"))


def without(answers: Answers, command: str, name: str) -> None:
    answers[command].remove(thing(answers, command, name))


def pinned(answers: Answers) -> None:
    """As after a rollback."""
    traffic = [{"revisionName": "expire-00001-abc", "percent": 100}]
    service(answers, "expire")["spec"]["traffic"] = traffic


def not_ready(answers: Answers) -> None:
    ready = {"type": "Ready", "status": "False", "message": "The container did not start."}
    service(answers, "expire")["status"]["conditions"] = [ready]


def openness(name: str, disabled: str) -> Callable[[Answers], None]:
    def spoil(answers: Answers) -> None:
        annotations = service(answers, name)["metadata"]["annotations"]
        annotations["run.googleapis.com/invoker-iam-disabled"] = disabled

    return spoil


def backups(name: str) -> Callable[[Answers], None]:
    def spoil(answers: Answers) -> None:
        answers["sql instances list"][0]["settings"]["backupConfiguration"][name] = False

    return spoil


def set_job(**values: object) -> Callable[[Answers], None]:
    return lambda answers: thing(answers, "scheduler jobs list", "reconcile").update(values)


FAULTS: list[tuple[Callable[[Answers], object], int, str]] = [
    (
        lambda a: a["run services list"].remove(service(a, "expire")),
        11,
        "the function expire is not deployed",
    ),
    (not_ready, 11, "the function expire is not ready: The container did not start."),
    (pinned, 11, "the function expire is pinned to a revision: what you change now serves nobody"),
    (openness("expire", "true"), 2, "the function expire is OPEN TO ALL"),
    (openness("receive-webhook", "false"), 2, "the function receive-webhook is closed"),
    (
        lambda a: service(a, "expire")["metadata"].update(name="left-over"),
        11,
        "the service left-over is not in deployment.yaml",
    ),
    (
        lambda a: without(a, "workflows list", "reconcile"),
        11,
        "the workflow reconcile is not deployed",
    ),
    (
        lambda a: thing(a, "workflows list", "reconcile").update(state="UNAVAILABLE"),
        11,
        "the workflow reconcile is UNAVAILABLE",
    ),
    (
        lambda a: without(a, "scheduler jobs list", "reconcile"),
        7,
        "the job reconcile does not exist",
    ),
    (set_job(state="PAUSED"), 7, "the job reconcile is PAUSED: `gcloud scheduler jobs resume`"),
    (set_job(status={"code": 14}), 7, "the job reconcile failed at its last attempt"),
    (
        lambda a: without(a, "secrets list", "EVENTS_SECRET"),
        15,
        "the secret EVENTS_SECRET does not exist",
    ),
    (
        lambda a: a.update({"secrets versions list EVENTS_SECRET": [{"state": "DISABLED"}]}),
        6,
        "the secret EVENTS_SECRET has no version",
    ),
    (lambda a: a["sql instances list"].clear(), 15, "there is no database hotelly"),
    (
        lambda a: a["sql instances list"][0].update(state="SUSPENDED"),
        10,
        "the database is SUSPENDED",
    ),
    (backups("enabled"), 12, "the database is not backed up"),
    (backups("pointInTimeRecoveryEnabled"), 12, "cannot be restored to a point in time"),
    (
        lambda a: a["sql instances list"][0]["settings"].pop("deletionProtectionEnabled"),
        12,
        "the database may be deleted",
    ),
]


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert found(SOUND) == []


@pytest.mark.parametrize(("spoil", "section", "sentence"), FAULTS)
def test_a_fault_is_named_with_the_section_for_it(
    spoil: Callable[[Answers], object], section: int, sentence: str
) -> None:
    answers = copy.deepcopy(SOUND)
    spoil(answers)
    assert any(number == section and sentence in told for number, told in found(answers)), found(
        answers
    )
