"""Terraform without a network: the settings that make it find the stand-in provider.

    python -m tests.standins.terraform.offline

checks infra/gcp as `make check` does: format, validity, and the assertions of its tests.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.local.stack.state import CHECKOUT
from tests.standins.google.discovery import document

PROVIDER = "tests.standins.terraform.provider"
VERSION = "7.45.0"
MIRROR = f"mirror/registry.terraform.io/hashicorp/google/{VERSION}"
COPIED = ("infra/gcp", "infra/places", "infra/deployment.yaml")


def offline_environment(folder: Path) -> dict[str, str]:
    """Environment variables for terraform, which makes itself at home in `folder`."""
    system = f"{os.uname().sysname.lower()}_{_machine()}"
    program = folder / MIRROR / system / f"terraform-provider-google_v{VERSION}"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH="{CHECKOUT}" exec "{sys.executable}" -m {PROVIDER}\n'
    )
    program.chmod(0o755)
    settings = folder / "terraformrc"
    mirror = f'filesystem_mirror {{\n    path = "{folder}/mirror"\n  }}'
    settings.write_text(f"provider_installation {{\n  {mirror}\n}}\n")
    return {
        "TF_CLI_CONFIG_FILE": str(settings),
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        "PROJECT": "example",
    }


def _machine() -> str:
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)


def copy_of_terraform(folder: Path) -> Path:
    """A copy of infra/gcp and what it reads, where terraform may leave its files."""
    for name in COPIED:
        source, target = CHECKOUT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns(".terraform*"))
        else:
            shutil.copy(source, target)
    return folder / "infra/gcp"


def run(arguments: list[str], directory: Path, environment: Mapping[str, str]) -> None:
    """Raises subprocess.CalledProcessError when terraform refuses, having printed what it says."""
    done = subprocess.run(
        ["terraform", *arguments],
        cwd=directory,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        print(done.stdout)
    done.check_returncode()


def planned(directory: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """What Terraform would make from nothing, as `terraform show -json` tells it."""
    (directory / "backend_override.tf").write_text('terraform {\n  backend "local" {}\n}\n')
    run(["init", "-reconfigure", "-input=false", "-no-color"], directory, environment)
    run(
        ["plan", "-input=false", "-no-color", "-var=project=example", "-out=plan"],
        directory,
        environment,
    )
    shown = subprocess.check_output(
        ["terraform", "show", "-json", "plan"], cwd=directory, env={**os.environ, **environment}
    )
    plan: dict[str, Any] = json.loads(shown)
    return plan


def dashboard_faults(plan: Mapping[str, Any]) -> Iterator[str]:
    """What Google's description of a dashboard does not allow, and queries of nothing."""
    for change in plan["resource_changes"]:
        values = change["change"]["after"]
        if change["type"] == "google_monitoring_dashboard":
            content = json.loads(values["dashboard_json"])
            yield from document("monitoring", "v1").faults("Dashboard", content)
        for condition in values.get("conditions") or [] if "alert_policy" in change["type"] else []:
            for promql in condition["condition_prometheus_query_language"]:
                yield from query_faults(promql["query"])


def query_faults(query: str) -> Iterator[str]:
    """A query with a parenthesis or brace too many, or that compares with nothing."""
    for opening, closing in ("()", "{}", "[]"):
        if query.count(opening) != query.count(closing):
            yield f"{query}: {opening} and {closing} do not match"
    if not re.search(r"[<>]=? ?[\d.]", query):
        yield f"{query}: it has no threshold"


def main() -> int:
    if shutil.which("terraform") is None:
        print("terraform is not on PATH: infra/gcp was not checked")
        return 0
    with tempfile.TemporaryDirectory(prefix="hotelly-") as name:
        folder = Path(name)
        environment = offline_environment(folder)
        directory = copy_of_terraform(folder)
        try:
            run(["fmt", "-check", "-diff", "-recursive"], directory, environment)
            run(["init", "-backend=false", "-input=false", "-no-color"], directory, environment)
            run(["validate", "-no-color"], directory, environment)
            run(["test", "-no-color"], directory, environment)
            found = list(dashboard_faults(planned(directory, environment)))
        except subprocess.CalledProcessError as error:
            return error.returncode
    print("\n".join(found) or "infra/gcp: valid, and closed by default")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
