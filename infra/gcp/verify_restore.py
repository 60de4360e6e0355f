"""`hotelly verify-restore`: whether a restored database is whole and agrees with itself.

It only reads. What came back is told in counts and times, to be compared with what was there.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final

from infra.local.client.records import take_role
from infra.local.stack.postgres import connect
from infra.migrate import SQL_FOLDER, checksum

TABLES: Final = ("events", "holds", "reservations", "payments")
INVARIANTS: Final = {
    "nights oversold": "select count(*) from ari where inv_total < inv_booked + inv_held",
    "nights whose counters disagree": "select count(*) from reconcile_ari_vs_holds()",
    "payments succeeded without a reservation": (
        "select count(*) from payments_without_reservation() where status = 'succeeded'"
    ),
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hotelly verify-restore",
        description="Look whether a restored database is whole and agrees with itself.",
    )
    parser.add_argument("--database-url", default=os.environ.get("DATABASE_URL"))
    options = parser.parse_args(arguments)
    with closing(connect(options.database_url)) as connection:
        take_role(connection)
        cursor = connection.cursor()
        print("\n".join(counts(cursor)))
        faults = list(wrong(cursor))
    for fault in faults:
        print(f"hotelly verify-restore: {fault}", file=sys.stderr)
    return 1 if faults else 0


def counts(cursor: Any) -> Iterator[str]:
    for table in TABLES:
        time = "confirmed_at" if table == "reservations" else "created_at"
        cursor.execute(f"select count(*), max({time}) from {table}")
        number, last = cursor.fetchone()
        yield f"{table:<14}{number:>8}  last {last or 'never'}"


def wrong(cursor: Any) -> Iterator[str]:
    """A sentence for each thing that must not be."""
    cursor.execute("select name, checksum from schema_migrations")
    applied = dict(cursor.fetchall())
    known = {path.stem: checksum(path) for path in SQL_FOLDER.glob("migrations/*.sql")}
    for name in sorted(applied.keys() - known.keys()):
        yield f"{name} was applied there and is not in this checkout"
    for name, digest in known.items():
        if applied.get(name, digest) != digest:
            yield f"{name} is not the one that was applied there"
    for name, question in INVARIANTS.items():
        cursor.execute(question)
        if number := cursor.fetchone()[0]:
            yield f"{number} {name}"
