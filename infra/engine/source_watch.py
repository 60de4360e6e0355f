"""Hot reload: every *.workflows.yaml of a folder is deployed, and again each time it is saved.

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

SUFFIX = ".workflows.yaml"
INTERVAL = 0.3
"""seconds between two looks at the folder: works on every file system, costs a stat a file"""

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

    async def run(self) -> None:
        while True:
            await asyncio.sleep(INTERVAL)
            self.look()

    def look(self) -> None:
        """Deploy what is new or was saved since the last look."""
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            stamp = _stamp(path)
            if stamp is not None and stamp != self._seen.get(path):
                self._seen[path] = stamp
                self._deploy(path)

    def _deploy(self, path: Path) -> None:
        name = f"{self._location}/workflows/{path.name.removesuffix(SUFFIX)}"
        try:
            source = path.read_text()
            settings = Settings(source=source, environment=self._environment)
            revision = self._engine.deploy(name, settings).latest.id
            _tell(f"deployed {path.name} as revision {revision}")
        except ApiError as error:
            _tell(f"not deployed: {path.name}: {error.message}")
        except (OSError, UnicodeDecodeError) as error:
            _tell(f"not deployed: {path.name} cannot be read: {error}")


def _stamp(path: Path) -> Stamp | None:
    """Changes when the file is saved; None if it was just removed."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size)


def _tell(message: str) -> None:
    print(f"hotelly engine: {message}", file=sys.stderr, flush=True)
