"""`hotelly migrate`: bring a database to the state of sql/."""

import argparse
import sys
from contextlib import closing

from infra.local.commands.database import add_database_option, address
from infra.local.stack.postgres import connect
from infra.migrate import MigrationRefused, migrate


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hotelly migrate",
        description="Apply the migrations that are missing, and all functions and grants anew. "
        "Safe to run twice, and twice at once.",
    )
    add_database_option(parser)
    url = address(parser.parse_args(arguments).database_url)
    with closing(connect(url)) as connection:
        try:
            applied = migrate(connection)
        except MigrationRefused as refusal:
            print(f"hotelly migrate: {refusal}", file=sys.stderr)
            return 1
    print("\n".join(f"applied {name}" for name in applied) or "nothing was missing")
    return 0
