"""The checks of the pipeline see what they are there to see."""

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hotelly.ingest.stripe_events import TYPE_OF

from infra.deployment import load_deployment
from infra.gcp.place import load_place, revision_flags
from infra.gcp.snapshot import serving
from infra.local.stack.state import CHECKOUT
from tests.cloud.check import pipeline_faults

PIPELINE = yaml.safe_load((CHECKOUT / "cloudbuild.yaml").read_text())


def test_nothing_is_wrong_with_the_pipeline() -> None:
    assert not list(pipeline_faults(PIPELINE))


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda b: b["steps"][0].update(waitfor=["-"]), ".steps[0].waitfor: unknown"),
        (lambda b: b["steps"][1].update(waitFor=["nobody"]), "waits for nobody"),
        (lambda b: b["options"].update(logging="SOMEWHERE"), "SOMEWHERE is none of"),
        (lambda b: b.update(timeout="30m"), "timeout 30m"),
        (lambda b: b["substitutions"].pop("_RELEASE"), "_RELEASE has no value"),
        (lambda b: b["substitutions"].update(_LEFT="over"), "_LEFT is used by nobody"),
        (lambda b: b["steps"][0].update(script="infra/gcp/steps/gone.sh"), "gone.sh, which is not"),
        (lambda b: b["steps"][-1].update(script="infra/gcp/steps/guarded.sh gone"), "is no step"),
    ],
)
def test_a_fault_of_the_pipeline_is_seen(spoil: Callable[[Any], Any], fault: str) -> None:
    build = copy.deepcopy(PIPELINE)
    spoil(build)
    assert any(fault in each for each in pipeline_faults(build))


def test_every_function_is_deployed_with_all_that_it_needs() -> None:
    deployment, place = load_deployment(), load_place("example")
    for name, function in deployment.functions.items():
        flags = dict(
            flag.split("=", 1) for flag in revision_flags(name, deployment, place) if "=" in flag
        )
        variables = dict(each.split("=", 1) for each in flags["--set-env-vars"][3:].split("|"))
        assert variables["FUNCTION_TARGET"] == function.entry_point
        assert variables["DATABASE_USER"] == f"fn-{name}@example.iam"
        assert flags["--concurrency"] == variables["THREADS"]
        secrets = flags.get("--set-secrets", "")
        assert {each.partition("=")[0] for each in secrets.split(",") if each} == {
            *function.secrets
        }


def test_what_serves_is_read_from_what_gcloud_told(tmp_path: Path) -> None:
    traffic = [
        {"revisionName": "expire-2", "percent": 40},
        {"revisionName": "expire-1", "percent": 60},
        {"revisionName": "expire-3", "tag": "r3"},
    ]
    service = {"metadata": {"name": "expire"}, "status": {"traffic": traffic}}
    (tmp_path / "services.json").write_text(json.dumps([service]))
    assert list(serving(tmp_path)) == [("expire", "expire-2=40,expire-1=60")]


def test_setting_up_names_every_event_of_stripe_that_is_understood() -> None:
    text = (CHECKOUT / "infra/gcp/setup/stripe.sh").read_text()
    assert set(re.findall(r"(?:checkout\.session|charge|refund)\.[a-z_.]+", text)) == {
        "checkout.session.completed",
        *TYPE_OF,
    }
