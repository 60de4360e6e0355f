"""Cloud Build: a build unpacks its source and runs its steps' scripts, one after the other."""

import io
import os
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.local.stack.state import CHECKOUT
from tests.standins.google.state import TIME, Resource, State, digest

REPOSITORY = "artifactregistry/images"


class Builds:
    """`environment` is what points a script's gcloud at the stand-in."""

    def __init__(self, state: State, environment: Mapping[str, str]) -> None:
        self._state = state
        self.environment = environment
        self.output: list[str] = []

    def submit(self, sent: Resource) -> Resource:
        """The operation of a new build, which runs in a thread of its own."""
        number = f"{len(self._state.names('cloudbuild/builds')) + 1:08}"
        build = {
            **sent,
            "id": f"{number}-0000-0000-0000-000000000000",
            "projectId": self._state.project,
            "status": "QUEUED",
            "createTime": TIME,
            "logUrl": "https://console.invalid/build",
        }
        self._state.resources[f"cloudbuild/builds/{build['id']}"] = build
        threading.Thread(target=self._run, args=(build,), daemon=True).start()
        kind = "type.googleapis.com/google.devtools.cloudbuild.v1.BuildOperationMetadata"
        return {"name": f"operations/{build['id']}", "metadata": {"@type": kind, "build": build}}

    def _run(self, build: Resource) -> None:
        build["status"] = "WORKING"
        with tempfile.TemporaryDirectory(prefix="hotelly-") as name:
            workspace = Path(name)
            try:
                self._unpack(build["source"]["storageSource"], workspace)
                build["status"] = self._steps(build, workspace)
            except Exception as error:
                self.output.append(repr(error))
                build["status"] = "INTERNAL_ERROR"

    def _unpack(self, source: Mapping[str, str], workspace: Path) -> None:
        content = self._state.contents[f"storage/b/{source['bucket']}/o/{source['object']}"]
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            archive.extractall(workspace, filter="data")
        (workspace / ".venv").symlink_to(CHECKOUT / ".venv")

    def _steps(self, build: Resource, workspace: Path) -> str:
        values = {"PROJECT_ID": self._state.project, **build.get("substitutions", {})}
        for step in build["steps"]:
            if "script" in step and self._script(step["script"], values, workspace):
                return "FAILURE"
            if step.get("args", [""])[0] == "push":
                self._push(_filled(step["args"][1], values))
        return "SUCCESS"

    def _script(self, script: str, values: Mapping[str, str], workspace: Path) -> int:
        done = subprocess.run(
            ["bash", "-euc", script],
            cwd=workspace,
            env={**os.environ, **self.environment, **values},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.output.append(f"$ {script}\n{done.stdout}")
        return done.returncode

    def _push(self, image: str) -> None:
        name, _, tag = image.rpartition(":")
        self._state.resources[f"{REPOSITORY}/{tag}"] = {
            "uri": f"{name}@sha256:{digest(image)}",
            "tags": [tag],
        }


def _filled(text: str, values: Mapping[str, Any]) -> str:
    for name, value in values.items():
        text = text.replace(f"${{{name}}}", value).replace(f"${name}", value)
    return text
