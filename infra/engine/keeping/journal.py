"""Changes as lines of a file, there as soon as they are written: who is killed loses none of them.

A file is filled while the archive takes in the one before it, which is then removed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple


class Change(NamedTuple):
    kind: str
    """a letter, see `archive`"""
    key: str
    """the name of what changed, without white space"""
    document: str = ""
    """what it is now, as JSON in one line"""


class Journal:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = max((_number(path) for path in self._files()), default=0)
        self._descriptor: int | None = None

    def left(self) -> Iterator[Change]:
        """What nobody took in before the last end, oldest first; a line cut short is left out."""
        for path in self._files():
            for line in path.read_bytes().decode(errors="replace").split("\n")[:-1]:
                key, _, document = line[1:].partition(" ")
                yield Change(line[:1], key, document)

    def append(self, changes: Iterable[Change]) -> None:
        """Raises OSError when the disk is full."""
        if self._descriptor is None:
            self._number += 1
            path = self._folder / f"journal-{self._number:09}"
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        lines = "".join([f"{kind}{key} {document}\n" for kind, key, document in changes])
        os.write(self._descriptor, lines.encode(errors="replace"))

    def close_file(self) -> list[Path]:
        """The files written so far, to be removed once they were taken in; another one is begun."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        return self._files()

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("journal-*"))


def _number(path: Path) -> int:
    return int(path.name.rpartition("-")[2])
