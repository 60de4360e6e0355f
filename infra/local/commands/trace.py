"""`hotelly trace`: the whole journey of whatever an operator has in hand."""

import argparse
import json
import sys
from contextlib import closing

from infra.local.client.trace import lines
from infra.local.commands.database import add_database_option, open_records

MOST_JOURNEYS = 5
"""printed at once; of more, their ids"""


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    with closing(open_records(options.database_url)) as records:
        journeys = records.journeys(options.id)
        shown = {each: records.trace(each) for each in journeys[:MOST_JOURNEYS]}
    if not journeys:
        print("nothing has this id", file=sys.stderr)
        return 1
    if options.json:
        rows = [row for journey in reversed(shown.values()) for row in journey]
        print(json.dumps(rows, default=str, indent=1))
        return 0
    for journey, rows in reversed(shown.items()):
        print("\n".join([f"journey {journey}", *lines(rows)]))
    for journey in journeys[MOST_JOURNEYS:]:
        print(f"an earlier one: {journey}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly trace",
        description="Print a journey in order: receipts, executions, steps with durations and "
        "outcomes, state changes, messages; times are those of this machine.",
    )
    parser.add_argument(
        "id",
        help="of an event, hold, payment, Checkout Session, reservation, lead, message, execution "
        "or journey; or the first eight letters of a journey's or hold's: a guest's code",
    )
    parser.add_argument("--json", action="store_true", help="everything that is known, as JSON")
    add_database_option(parser)
    return parser
