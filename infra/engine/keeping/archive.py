"""The state of an engine in one SQLite file, for one engine at a time."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from infra.engine.keeping.journal import Change

Json = dict[str, Any]

WORKFLOW, REVISION, EXECUTION, STEPS, LOG = "W", "R", "E", "S", "L"
NO_WORKFLOW, NO_EARLIER_REVISIONS, NO_EXECUTION, NO_STEPS = "w", "r", "e", "s"
"""kinds of changes: something is so now, or it is gone"""

_TABLES = ("workflows", "revisions", "executions")
_SCHEMA = [
    *(
        f"create table if not exists {name} "
        "(number integer primary key, key text not null unique, document text not null)"
        for name in _TABLES
    ),
    "create table if not exists steps "
    "(number integer primary key, key text not null, document text not null)",
    "create index if not exists steps_of on steps (key)",
    "create table if not exists logs (number integer primary key, document text not null)",
]
_PUT = (
    "insert into {} (key, document) values (?, ?) "
    "on conflict (key) do update set document = excluded.document"
)
_WRITE = {
    WORKFLOW: _PUT.format("workflows"),
    REVISION: _PUT.format("revisions"),
    EXECUTION: _PUT.format("executions"),
    STEPS: "insert into steps (key, document) values (?, ?)",
}
_REVISIONS_OF = "key >= ?1 || '/revisions/' and key < ?1 || '/revisions0'"
_DELETE = {
    NO_WORKFLOW: (
        "delete from workflows where key = ?1",
        f"delete from revisions where {_REVISIONS_OF}",
    ),
    NO_EARLIER_REVISIONS: (
        "delete from revisions where key < ?1 and key > substr(?1, 1, instr(?1, '/revisions/'))",
    ),
    NO_EXECUTION: ("delete from executions where key = ?1", "delete from steps where key = ?1"),
    NO_STEPS: ("delete from steps where key = ?1",),
}
_WAIT = 2.0
"""seconds for a lock that another engine may be about to give back"""
_WAL_BYTES = 16 * 1024 * 1024


class ArchiveInUse(ValueError):
    """Another engine keeps its state in the folder."""


class Archive:
    def __init__(self, folder: Path) -> None:
        """Raises ArchiveInUse, OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        path = folder / "engine.sqlite"
        self._connection = sqlite3.connect(path, timeout=_WAIT, check_same_thread=False)
        path.chmod(0o600)
        try:
            self._prepare()
        except sqlite3.OperationalError as error:
            self._connection.close()
            raise ArchiveInUse(f"{folder} is used by another engine ({error})") from None

    def _prepare(self) -> None:
        run = self._connection.execute
        run("pragma locking_mode = exclusive")
        run("pragma auto_vacuum = incremental")
        run("pragma journal_mode = wal")
        # What was written outlives the process in the system's cache; nothing waits for the disk.
        run("pragma synchronous = off")
        run(f"pragma journal_size_limit = {_WAL_BYTES}")
        with self._connection:
            for statement in _SCHEMA:
                run(statement)

    def write(self, changes: Iterable[Change], log_entries: int | None = None) -> None:
        """All of them or, if the disk is full, none (sqlite3.OperationalError).

        Of the logs no more than the newest `log_entries` stay.
        """
        changes = list(changes)
        lines = [(change.document,) for change in changes if change.kind == LOG]
        with self._lock, self._connection:
            self._connection.executemany("insert into logs (document) values (?)", lines)
            for change in changes:
                self._write(change)
            if log_entries is not None:
                newest = "(select max(number) from logs)"
                statement = f"delete from logs where number <= {newest} - ?"
                self._connection.execute(statement, (log_entries,))

    def _write(self, change: Change) -> None:
        run = self._connection.execute
        if change.kind in _WRITE:
            run(_WRITE[change.kind], (change.key, change.document))
        for statement in _DELETE.get(change.kind, ()):
            run(statement, (change.key,))

    def shrink(self) -> None:
        """Give back to the disk some of what deletions left empty."""
        with self._lock:
            self._connection.execute("pragma incremental_vacuum(1000)").fetchall()

    def workflows(self) -> Iterator[tuple[Json, list[Json]]]:
        """Each with its revisions, oldest first."""
        for key, text in self._all("select key, document from workflows order by key"):
            revisions = self._all(
                f"select document from revisions where {_REVISIONS_OF} order by key", key
            )
            yield json.loads(text), [json.loads(document) for (document,) in revisions]

    def executions(self) -> Iterator[Json]:
        """In the order in which they were created."""
        for (text,) in self._all("select document from executions order by number"):
            yield json.loads(text)

    def steps(self, execution: str) -> Iterator[list[Any]]:
        """As they were written; of two with one id the later one holds."""
        query = "select document from steps where key = ? order by number"
        for (text,) in self._all(query, execution):
            yield from json.loads(text)

    def logs(self) -> list[str]:
        """JSON texts, oldest first."""
        return [text for (text,) in self._all("select document from logs order by number")]

    def _all(self, query: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def close(self) -> None:
        with self._lock:
            self._connection.close()
