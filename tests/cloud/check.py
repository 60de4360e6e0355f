"""`python -m tests.cloud.check`: what can be known of the cloud's files without a cloud.

The pipeline by Google's own description of a build, the scripts by shellcheck, and the runbooks:
a command in them that no test runs is refused.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from infra.local.stack.state import CHECKOUT
from tests.standins.google.discovery import document

SCRIPTS = sorted(
    path
    for pattern in ("infra/*.sh", "infra/gcp/*/*.sh", ".ci/run")
    for path in CHECKOUT.glob(pattern)
)
REHEARSALS = "".join(path.read_text() for path in sorted((CHECKOUT / "tests/cloud").glob("*.py")))
RUNBOOKS = (CHECKOUT / "infra/RUNBOOK.md", CHECKOUT / "infra/RUNBOOK.pt-BR.md")
EXECUTED = {"bash", "bash cloud", "bash scripts", "sql"}
"""kinds of blocks whose every command some test runs"""
GIVEN = {"PROJECT_ID", "BUILD_ID", "PROJECT_NUMBER", "LOCATION", "COMMIT_SHA", "SHORT_SHA"}
"""substitutions that Cloud Build itself has values for"""


def main() -> int:
    found = [*pipeline_faults(_pipeline()), *runbook_faults(), *script_faults()]
    print("\n".join(found) or "cloudbuild.yaml, scripts and runbooks: nothing wrong")
    return 1 if found else 0


def _pipeline() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((CHECKOUT / "cloudbuild.yaml").read_text())
    return content


def pipeline_faults(build: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each thing that Cloud Build would refuse, or that calls nothing."""
    yield from (
        f"cloudbuild.yaml{fault}" for fault in document("cloudbuild", "v1").faults("Build", build)
    )
    known: set[str] = set()
    for step in build["steps"]:
        for earlier in step.get("waitFor", []):
            if earlier != "-" and earlier not in known:
                yield f"cloudbuild.yaml: {step['id']} waits for {earlier}, which is no earlier step"
        known.add(step["id"])
        yield from _script_of(step)
    if not re.fullmatch(r"\d+s", str(build["timeout"])):
        yield f"cloudbuild.yaml: timeout {build['timeout']} is not a number of seconds with an s"
    text = json.dumps(build)
    used = set(re.findall(r"\$\{?(_?[A-Z][A-Z_]+)", text))
    declared = set(build["substitutions"])
    yield from (f"cloudbuild.yaml: {name} has no value" for name in used - declared - GIVEN)
    scripts = "".join(path.read_text() for path in SCRIPTS)
    for name in declared - used:
        if name not in scripts:
            yield f"cloudbuild.yaml: {name} is used by nobody"


def _script_of(step: Mapping[str, Any]) -> Iterator[str]:
    for word in re.findall(r"\S+\.sh", step.get("script", "")):
        if not (CHECKOUT / word).exists():
            yield f"cloudbuild.yaml: {step['id']} calls {word}, which is not there"
    for name in re.findall(r"guarded\.sh (\w+)", step.get("script", "")):
        if not (CHECKOUT / f"infra/gcp/steps/{name}.sh").exists():
            yield f"cloudbuild.yaml: {step['id']} guards {name}, which is no step"


def script_faults() -> Iterator[str]:
    command = [str(Path(sys.executable).with_name("shellcheck")), "-x", "-P", "SCRIPTDIR"]
    done = subprocess.run([*command, *map(str, SCRIPTS)], capture_output=True, text=True)
    if done.returncode:
        yield done.stdout + done.stderr


def runbook_faults() -> Iterator[str]:
    for path in RUNBOOKS:
        for kind in re.findall(r"^```(\S.*)$", path.read_text(), re.MULTILINE):
            if kind not in EXECUTED:
                yield f"{path.name}: no test runs the commands of a block of kind {kind}"
        for command in re.findall(r"^infra/\S+\.sh.*$", path.read_text(), re.MULTILINE):
            if _as_rehearsed(command) not in REHEARSALS:
                yield f"{path.name}: no rehearsal runs {command}"


def _as_rehearsed(command: str) -> str:
    """A command of the runbook as a test writes its words."""
    names = {"PROJECT_ID": "PROJECT", "southamerica-east1": "REGION"}
    return ", ".join(names.get(word, f'"{word}"') for word in command.split())


if __name__ == "__main__":
    sys.exit(main())
