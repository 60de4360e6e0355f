"""What other code relies on: SQL functions' parameters, tables' columns, functions' bodies.

    python -m tests.compatibility.surface

writes it down as `released.json`, for a release to be tagged with. Until there is a first tag that
file holds the functions whose names are fixed, and no columns.
"""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_type_hints

import main as entry_points

from infra.local.stack.postgres import EmbeddedPostgres, connect
from infra.local.stack.state import CHECKOUT
from infra.migrate import migrate
from infra.schema_changes import (
    Column,
    SqlFunction,
    clashes,
    columns_of,
    contractions,
    functions_of,
)

FILE = Path(__file__).with_name("released.json")
Surface = Mapping[str, Any]


def surface_of(functions: Mapping[str, SqlFunction], columns: Mapping[str, Column]) -> Surface:
    """Of a migrated database and the functions of this checkout, as JSON."""
    return {
        "sql": {
            signature: {"parameters": list(each.parameters), "needed": each.needed}
            for signature, each in sorted(functions.items())
            if each.roles
        },
        "columns": {name: [each.type, each.not_null] for name, each in sorted(columns.items())},
        "bodies": {name: _body(name) for name in sorted(entry_points.__all__) if _model(name)},
    }


def _model(name: str) -> Any:
    return get_type_hints(getattr(entry_points, name)).get("body")


def _body(name: str) -> dict[str, bool]:
    """The fields of a function's body, and whether each is required."""
    return {field: info.is_required() for field, info in _model(name).model_fields.items()}


def released() -> Surface:
    """Of the last tag; of `released.json` as it is as long as there is none."""
    tag = _git("describe", "--tags", "--abbrev=0")
    text = _git("show", f"{tag}:{FILE.relative_to(CHECKOUT)}") if tag else None
    surface: Surface = json.loads(text or FILE.read_text())
    return surface


def _git(*arguments: str) -> str | None:
    done = subprocess.run(["git", *arguments], cwd=CHECKOUT, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def sql_faults(old: Surface, functions: Mapping[str, SqlFunction]) -> Iterator[str]:
    """Calls of older code that would be refused; a function that is gone is kept by `migrate`."""
    for signature, told in old["sql"].items():
        parameters, needed = tuple(told["parameters"]), told["needed"]
        name = signature.partition("(")[0]
        before = SqlFunction(signature, name, parameters, needed, "", False, ())
        new = [each for each in functions.values() if each.name == before.name]
        if not any(each.replaces(before) for each in new):
            for each in clashes(before, new):
                yield f"{signature} became {each}, which older calls cannot be told from"


def column_faults(old: Surface, columns: Mapping[str, Column]) -> list[str]:
    """What migrations since then have taken away."""
    told = old["columns"].items()
    before = {name: Column(name, kind, not_null, False) for name, (kind, not_null) in told}
    return contractions(before, columns)


def body_faults(old: Surface, new: Surface) -> Iterator[str]:
    """Bodies that older workflows send, and newer functions refuse."""
    for name, fields in old["bodies"].items():
        now = new["bodies"].get(name)
        if now is None:
            continue  # its service stays as long as an older workflow may call it
        for field in fields.keys() - now.keys():
            yield f"{name} takes no {field} any more: older workflows send it"
        for field, required in now.items():
            if required and not fields.get(field):
                yield f"{name} demands {field}: older workflows may not send it"


def main() -> None:
    with (
        TemporaryDirectory(prefix="hotelly-") as folder,
        EmbeddedPostgres(Path(folder) / "pg", durable=False) as server,
        closing(connect(server.url())) as connection,
    ):
        migrate(connection)
        cursor = connection.cursor()
        surface = surface_of(functions_of(cursor), columns_of(cursor))
        FILE.write_text(json.dumps(surface, indent=1) + "\n")


if __name__ == "__main__":
    main()
