"""`hotelly sql`: ask the database something, as its owner."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pg8000.dbapi

from infra.local.commands.database import add_database_option, open_records


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    with closing(open_records(options.database_url)) as records:
        try:
            rows, count = records.done(options.statement.replace("%", "%%"))
        except pg8000.dbapi.DatabaseError as error:
            print(f"hotelly sql: {error.args[0].get('M')}", file=sys.stderr)
            return 1
    print(_changed(count) if rows is None else "\n".join(table(rows)))
    return 0


def _changed(count: int) -> str:
    return "done" if count < 0 else f"({count} row{'s' * (count != 1)} changed)"


def table(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The rows as lines, each column as wide as it needs to be."""
    if rows:
        cells = [[_cell(value) for value in row.values()] for row in rows]
        widths = [max(map(len, column)) for column in zip(rows[0], *cells, strict=True)]
        rule = ["-" * width for width in widths]
        for line in (rows[0], rule, *cells):
            padded = (f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True))
            yield "  ".join(padded).rstrip()
    yield f"({len(rows)} row{'s' * (len(rows) != 1)})"


def _cell(value: object) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return "" if value is None else str(value)


def _statement(text: str) -> str:
    """The statement itself, out of the file if `text` names one."""
    try:
        return Path(text).read_text() if text.endswith(".sql") else text
    except OSError:
        raise argparse.ArgumentTypeError(f"there is no file {text}") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly sql",
        description="Run one SQL statement as the database's owner, and print the rows.",
        epilog="Example: hotelly sql sql/operations/find_stuck_holds.sql",
    )
    parser.add_argument("statement", type=_statement, help="SQL, or the path of a .sql file")
    add_database_option(parser)
    return parser
