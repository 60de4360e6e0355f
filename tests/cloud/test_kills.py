"""An installation or a deployment that is killed at any command, and run again, ends as if nothing
had happened."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from infra.local.client.waiting import eventually
from tests.cloud.installing import (
    PROJECT,
    REGION,
    Installation,
    installing,
    small,
    with_tools,
)
from tests.standins.google import run

pytestmark = [with_tools, pytest.mark.rehearsal]

MOST = 120
"""commands of a whole installation, at most"""


def killer(folder: Path) -> Path:
    """A folder with a gcloud and a terraform that kill their whole process group before the command
    whose number is in the file `at`."""
    folder.mkdir()
    for name in ("gcloud", "terraform"):
        program = folder / name
        program.write_text(
            f"""#!/bin/bash
exec 9> {folder}/lock; flock 9
number=$(($(cat {folder}/count 2> /dev/null || echo 0) + 1)); echo $number > {folder}/count
[ "$number" != "$(cat {folder}/at)" ] || kill -KILL 0
exec 9>&-
exec {shutil.which(name)} "$@"
"""
        )
        program.chmod(0o755)
    return folder


def aim(folder: Path, at: int) -> None:
    (folder / "at").write_text(str(at))
    (folder / "count").write_text("0")


def wait_for_builds(installation: Installation) -> None:
    def ended() -> bool:
        builds = list(installation.state.under("cloudbuild/builds"))
        return all(build["status"] not in ("QUEUED", "WORKING") for build in builds)

    eventually("the builds ended", ended, seconds=300)


def killed(installation: Installation, folder: Path, *command: str) -> bool:
    """Whether the command was killed before it could end."""
    path = f"{folder}:{installation.environment['PATH']}"
    done = subprocess.run(
        command,
        cwd=installation.checkout,
        env={**installation.environment, "PATH": path},
        input=installation.typed,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    if done.returncode < 0:
        wait_for_builds(installation)
        return True
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr}"
    return False


def test_an_installation_is_killed_at_every_command(tmp_path: Path) -> None:
    folder = killer(tmp_path / "killer")
    with installing() as installation:
        installation.edit_deployment(small)
        installation.typed = installation.answers()
        for number in range(1, MOST):
            aim(folder, number)
            if not killed(installation, folder, "infra/setup.sh", PROJECT, REGION):
                break
            installation.typed = installation.answers()
        broken = installation.state.picture()
    with installing() as installation:
        installation.edit_deployment(small)
        installation.set_up()
        assert names(broken) == names(installation.state.picture())


def names(picture: dict[str, dict[str, Any]]) -> dict[str, set[str]]:
    """What exists and who may do what; revisions and images are numbered by attempts."""
    resources = {
        path
        for path in picture["resources"]
        if not path.startswith(("run/revisions", "artifactregistry/images"))
    }
    policies = {
        f"{path} {grant}" for path, grants in picture["policies"].items() for grant in grants
    }
    return {"resources": resources, "policies": policies}


def test_a_pipeline_is_killed_at_its_commands(tmp_path: Path) -> None:
    folder = killer(tmp_path / "killer")
    with installing() as installation:
        installation.edit_deployment(small)
        installation.set_up()
        usual = installation.plane.builds.environment
        for number in range(1, MOST):
            aim(folder, number)
            path = f"{folder}:{os.environ['PATH']}"
            installation.plane.builds.environment = {**usual, "PATH": path}
            if installation.run("infra/deploy.sh", "all").returncode == 0:
                break
        installation.plane.builds.environment = usual
        installation.done("infra/deploy.sh", "all")
        images = {
            run.image_of(installation.state.get(f"run/revisions/{name}"))
            for shares in run.serving(installation.state).values()
            for name in shares
        }
        assert len(images) == 1
