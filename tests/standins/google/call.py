"""One request to one of Google's methods."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.standins.google.builds import Builds
from tests.standins.google.discovery import Document, Method
from tests.standins.google.state import State


@dataclass(frozen=True)
class Call:
    """One request: `path` is the resource's in the state, `parts` what varies in the address."""

    state: State
    builds: Builds
    document: Document
    method: Method
    path: str
    parts: list[str]
    query: Mapping[str, str]
    body: Any

    @property
    def last(self) -> str:
        return self.parts[-1]
