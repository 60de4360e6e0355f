"""Hot reload: the workflow sources of a folder are deployed, again each time they are saved, and
undeployed once they are gone.

A source that cannot be deployed is told on stderr; the revision before it stays, as do running
executions.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.engine.service.api_error import ApiError
from infra.engine.service.engine import Engine
from infra.engine.service.execution import Settings

SUFFIXES = (".workflows.yaml", ".workflows.yml", ".workflows.json")
INTERVAL = 0.3
"""seconds between two looks at the folder: works on every file system, costs a stat a file"""
LOOKS_WITHOUT = 3
"""before a file counts as removed: editors take it away for a moment when they save"""

Stamp = tuple[int, int]


class SourceWatch:
    def __init__(
        self, engine: Engine, folder: Path, location: str, environment: Mapping[str, str]
    ) -> None:
        """`location` is projects/…/locations/…; `environment` goes to every revision."""
        self._engine = engine
        self._folder = folder
        self._location = location
        self._environment = environment
        self._seen: dict[Path, Stamp] = {}
        self._missing: dict[Path, int] = {}
        """looks since a file was there last"""

    async def run(self) -> None:
        while True:
            await asyncio.sleep(INTERVAL)
            self.look()
            await self._undeploy_removed()

    def look(self) -> None:
        """Deploy what is new or was saved since the last look."""
        for path in sorted(self._folder.iterdir()):
            stamp = _stamp(path) if path.name.endswith(SUFFIXES) else None
            if stamp is not None and stamp != self._seen.get(path):
                self._seen[path] = stamp
                self._deploy(path)

    def _deploy(self, path: Path) -> None:
        if (other := self._other_source(path)) is not None:
            _tell(f"not deployed: {path.name}: the workflow is that of {other.name}")
            return
        try:
            source = path.read_text(encoding="utf-8")
            settings = Settings(source=source, environment=self._environment)
            revision = self._engine.deploy(self._name(path), settings).latest.id
            _tell(f"deployed {path.name} as revision {revision}")
        except ApiError as error:
            _tell(f"not deployed: {path.name}: {error.message}")
        except (OSError, UnicodeDecodeError) as error:
            _tell(f"not deployed: {path.name} cannot be read: {error}")

    def _other_source(self, path: Path) -> Path | None:
        """A file seen before that names the same workflow."""
        same = (one for one in self._seen if one != path and _id(one) == _id(path))
        return next(same, None)

    async def _undeploy_removed(self) -> None:
        for path in list(self._seen):
            self._missing[path] = 0 if path.exists() else self._missing.get(path, 0) + 1
            if self._missing[path] >= LOOKS_WITHOUT:
                del self._seen[path], self._missing[path]
                await self._undeploy(path)

    async def _undeploy(self, path: Path) -> None:
        if self._engine.store.has_workflow(self._name(path)):
            await self._engine.delete_workflow(self._name(path))
            _tell(f"{path.name} is gone: its workflow is deleted, with its executions")

    def _name(self, path: Path) -> str:
        return f"{self._location}/workflows/{_id(path)}"


def _id(path: Path) -> str:
    return path.name.partition(".workflows.")[0]


def _stamp(path: Path) -> Stamp | None:
    """Changes when the file is saved; None if it was just removed."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size)


def _tell(message: str) -> None:
    print(f"hotelly engine: {message}", file=sys.stderr, flush=True)
