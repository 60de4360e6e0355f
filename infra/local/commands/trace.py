"""`hotelly trace`: the whole journey of a correlation id."""

import argparse
import json
import sys
from contextlib import closing
from uuid import UUID

from infra.local.client.trace import lines
from infra.local.commands.database import add_database_option, open_records


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    with closing(open_records(options.database_url)) as records:
        rows = records.trace(str(options.correlation_id))
    if options.json:
        print(json.dumps(rows, default=str, indent=1))
    else:
        print("\n".join(lines(rows)))
    if not rows:
        print("nothing has this correlation id", file=sys.stderr)
    return 0 if rows else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly trace",
        description="Print a journey in order: receipts, executions, steps with durations and "
        "outcomes, state changes, messages.",
    )
    parser.add_argument("correlation_id", type=UUID)
    parser.add_argument("--json", action="store_true", help="everything that is known, as JSON")
    add_database_option(parser)
    return parser
