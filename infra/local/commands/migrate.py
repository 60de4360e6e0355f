"""`hotelly migrate`: bring a database to the state of sql/."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing

from infra.local.commands.database import add_database_option, address
from infra.local.stack.postgres import connect
from infra.migrate import Migrated, MigrationRefused, mark_serving, migrate


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    with closing(connect(address(options.database_url))) as connection:
        if options.mark_serving:
            mark_serving(connection, options.mark_serving)
            return 0
        try:
            done = migrate(
                connection,
                release=options.release,
                allow_contract=options.allow_contract,
                dry_run=options.dry_run,
            )
        except MigrationRefused as refusal:
            print(f"hotelly migrate: {refusal}", file=sys.stderr)
            return 1
    print("\n".join(lines(done, options.dry_run)) or "nothing was missing")
    return 0


def lines(done: Migrated, dry_run: bool) -> Iterator[str]:
    """What changed, a line each."""
    would = "would be " if dry_run else ""
    yield from (f"{would}applied    {name}" for name in done.applied)
    yield from (f"{would}changed    {signature}" for signature in done.changed)
    yield from (f"{would}kept       {each}, for older code" for each in done.kept)
    yield from (f"{would}dropped    {signature}" for signature in done.dropped)
    yield from (f"{would}contracted {sentence}" for sentence in done.contracted)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly migrate",
        description="Apply the migrations that are missing, and all functions, views and grants "
        "anew. Safe to run twice, and twice at once. What takes something away from code that may "
        "still be serving is kept or refused once a database was migrated for a release.",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would change, and change nothing"
    )
    parser.add_argument("--release", metavar="NAME", help="the release that is being deployed")
    parser.add_argument(
        "--allow-contract",
        action="store_true",
        help="apply migrations that take something away, too",
    )
    parser.add_argument(
        "--mark-serving",
        metavar="NAME",
        help="only note that this release serves: what none but older code calls may go next time",
    )
    add_database_option(parser)
    return parser
