"""What a stand-in remembers beyond its own life: objects by kind and id, in one SQLite file."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

_SCHEMA = """
create table if not exists objects (
    number integer primary key, kind text not null, id text not null, document text not null,
    unique (kind, id))
"""
_PUT = """
insert into objects (kind, id, document) values (?, ?, ?)
on conflict (kind, id) do update set document = excluded.document
"""
_TRIM = """
delete from objects where kind = ?1 and number <= (
    select number from objects where kind = ?1 order by number desc limit 1 offset ?2)
"""


class Kept(NamedTuple):
    kind: str
    id: str
    document: Any
    """what JSON can carry"""


class KeptObjects:
    """Nothing is kept without a path. A write is there when it returns, also for who is killed."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path or ":memory:", check_same_thread=False)
        if path is not None:
            path.chmod(0o600)
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = off")
        self._connection.execute(_SCHEMA)
        self.keeps = path is not None

    def put(self, objects: Iterable[Kept]) -> None:
        if self.keeps:
            rows = [(one.kind, one.id, json.dumps(one.document)) for one in objects]
            with self._connection:
                self._connection.executemany(_PUT, rows)

    def trim(self, kind: str, most: int) -> None:
        """Forget the oldest of a kind beyond `most`."""
        with self._connection:
            self._connection.execute(_TRIM, (kind, most))

    def of(self, kind: str) -> Iterator[Any]:
        """The documents of a kind, in the order in which they came."""
        query = "select document from objects where kind = ? order by number"
        for (text,) in self._connection.execute(query, (kind,)):
            yield json.loads(text)

    def close(self) -> None:
        self._connection.close()


def whole(value: Any) -> Any:
    """All fields of a model, those too that its API does not show."""
    if isinstance(value, BaseModel):
        return {name: whole(field) for name, field in value}
    if isinstance(value, list | tuple):
        return [whole(item) for item in value]
    if isinstance(value, dict):
        return {name: whole(item) for name, item in value.items()}
    return value
